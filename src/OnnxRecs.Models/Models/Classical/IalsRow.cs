using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Classical;

/// <summary>Solves for the vector of one user or item after another, given those of the other side: all of it at once, or block by block. One for each thread.</summary>
/// <remarks>
/// The blocks are the subspaces of iALS++, Rendle, Krichene, Zhang and Koren 2021, arXiv:2110.14044: Newton's step in some values of the vector while the others stay, which is
/// exact, since the loss is quadratic. The errors of the likes are kept up to date from block to block. We take all blocks of a row in turn, where the paper takes all rows of a block: the same steps,
/// as rows do not depend on each other, and what is liked is fetched once. Cost of a row: O(likes x D x block + D^2 + D x block^2).
/// </remarks>
internal sealed class IalsRow
{
    private readonly IalsOptions _options;
    private readonly IalsSide _other;
    private readonly float[] _shared;
    private readonly int _width, _block, _stride;
    private readonly float[] _matrix; // [block, block], its rows padded
    private readonly float[] _step; // [block], padded
    private float[] _liked = []; // [likes, stride]: vectors
    private float[] _errors = []; // [likes]: 1 less the prediction

    /// <param name="options">Of the model.</param>
    /// <param name="other">The side that is given.</param>
    /// <param name="shared">[stride, stride]: the matrix that all rows' least squares begin with.</param>
    public IalsRow(IalsOptions options, IalsSide other, float[] shared)
    {
        (_options, _other, _shared, _width, _stride) = (options, other, shared, options.Factors, other.Stride);
        _block = options.BlockSize == 0 ? _width : Math.Min(options.BlockSize, _width);
        _matrix = new float[_block * MatrixProduct.Padded(_block)];
        _step = new float[MatrixProduct.Padded(_block)];
    }

    /// <summary>Lowers the loss of a row as far as its blocks, one after another, can.</summary>
    /// <param name="likes">Rows of the other side.</param>
    /// <param name="x">[stride]: the row's vector before and after.</param>
    /// <returns>False: as far as the precision of a float tells, there is no single solution.</returns>
    public bool TrySolve(ReadOnlySpan<int> likes, Span<float> x)
    {
        bool whole = _block == _width;
        if (whole || likes.Length == 0) x.Clear(); // the solution is found from anywhere; or it is 0
        if (likes.Length == 0) return true;
        Gather(likes);
        for (int i = 0; i < likes.Length; i++) _errors[i] = whole ? 1 : 1 - TensorPrimitives.Dot(_liked.AsSpan(i * _stride, _width), x[.._width]);
        for (int from = 0; from < _width; from += _block)
        {
            int count = Math.Min(_block, _width - from);
            if (!TryStep(likes.Length, from, count, x)) return false;
            TensorPrimitives.Add(x.Slice(from, count), _step.AsSpan(0, count), x.Slice(from, count));
            for (int i = 0; !whole && i < likes.Length; i++) _errors[i] -= TensorPrimitives.Dot(_liked.AsSpan(i * _stride + from, count), _step.AsSpan(0, count));
        }
        return true;
    }

    /// <summary>Newton's step of a block: half the gradient, downhill, through half the curvature.</summary>
    private bool TryStep(int likes, int from, int count, ReadOnlySpan<float> x)
    {
        int columns = MatrixProduct.Padded(count);
        float pull = (float)(_options.Regularization * likes);
        ReadOnlySpan<float> liked = _liked.AsSpan(from);
        for (int i = 0; i < count; i++) _shared.AsSpan((from + i) * _stride + from, columns).CopyTo(_matrix.AsSpan(i * columns));
        Gram.Add(liked, likes, count, _stride, _matrix, columns);
        MatrixProduct.Multiply(1, likes, columns, _errors, likes, 1, liked, _stride, _step, columns);
        for (int i = 0; i < count; i++)
        {
            _matrix[i * columns + i] += pull;
            if (count < _width) _step[i] -= TensorPrimitives.Dot(_shared.AsSpan((from + i) * _stride, _width), x[.._width]) + pull * x[from + i];
        }
        if (!Cholesky.TryFactor(_matrix, count, columns)) return false;
        Cholesky.Solve(_matrix, count, columns, _step.AsSpan(0, count));
        return true;
    }

    /// <summary>Puts what is liked side by side.</summary>
    private void Gather(ReadOnlySpan<int> likes)
    {
        if (_errors.Length < likes.Length)
        {
            _errors = new float[Math.Max(likes.Length, 2 * _errors.Length)];
            _liked = new float[_errors.Length * _stride];
        }
        for (int i = 0; i < likes.Length; i++) _other.RowOf(likes[i]).CopyTo(_liked.AsSpan(i * _stride));
    }
}
