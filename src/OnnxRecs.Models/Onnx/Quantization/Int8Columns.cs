using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxRecs.Onnx.Proto;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>A weight as whole numbers of 8 bits and a scale for each place along one axis: value = scale * number.</summary>
/// <remarks>Symmetric: the largest absolute value at a place becomes 127, so 0 stays 0. Where all are 0 the scale is 1.</remarks>
internal sealed class Int8Columns
{
    private const int Largest = 127;
    private readonly TensorProto _tensor;
    private readonly sbyte[] _numbers;

    /// <param name="tensor">float32, as raw data.</param>
    /// <param name="axis">The axis that has a scale for each place.</param>
    public Int8Columns(TensorProto tensor, int axis)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
        int places = (int)tensor.Dims[axis];
        int stride = (int)tensor.Dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        float[] scales = new float[places];
        for (int run = 0; run < values.Length / stride; run++)
        {
            ref float scale = ref scales[run % places];
            scale = Math.Max(scale, Math.Abs(TensorPrimitives.MaxMagnitude(values.Slice(run * stride, stride))));
        }
        for (int place = 0; place < places; place++) scales[place] = scales[place] == 0 ? 1 : scales[place] / Largest;
        _numbers = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++)
            _numbers[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[i / stride % places], MidpointRounding.ToEven), -Largest, Largest);
        (_tensor, Scales) = (tensor, scales);
    }

    public float[] Scales { get; }

    /// <summary>The numbers, -127 .. 127.</summary>
    public TensorProto Signed() => Tensor("int8", DataType.Int8, ByteString.CopyFrom(MemoryMarshal.AsBytes(_numbers.AsSpan())));

    /// <summary>The numbers with 128 added.</summary>
    public TensorProto Unsigned() => Tensor("uint8", DataType.Uint8, ByteString.CopyFrom(Array.ConvertAll(_numbers, number => (byte)(number + 128))));

    /// <summary>One for each place.</summary>
    public TensorProto Scale()
    {
        var scale = new TensorProto { Name = $"{_tensor.Name}/scale", DataType = (int)DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(Scales.AsSpan())) };
        scale.Dims.Add(Scales.Length);
        return scale;
    }

    private TensorProto Tensor(string form, DataType type, ByteString content)
    {
        var tensor = new TensorProto { Name = $"{_tensor.Name}/{form}", DataType = (int)type, RawData = content };
        tensor.Dims.AddRange(_tensor.Dims);
        return tensor;
    }
}
