using System.Threading.Channels;
using OnnxRecs.Models;
using OnnxRecs.Ops;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>A batch on the device.</summary>
internal sealed class TensorBatch : IDisposable
{
    private readonly Dictionary<string, Tensor> _columns = [];

    public TensorBatch(Batch batch, Device device)
    {
        Examples = batch.Examples;
        foreach ((string name, BatchColumn column) in batch.Columns)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor onHost = column.Values is long[] indexes ? tensor(indexes, column.Dims) : tensor((float[])column.Values, column.Dims);
            _columns.Add(name, onHost.to(device).DetachFromDisposeScope());
        }
        Columns = new Tensors<Tensor>(_columns);
    }

    public int Examples { get; }

    public Tensors<Tensor> Columns { get; }

    public void Dispose()
    {
        foreach (Tensor column in _columns.Values) column.Dispose();
    }
}

/// <summary>The batches of an epoch, made on a thread of their own a few steps ahead.</summary>
internal sealed class BatchQueue : IDisposable
{
    private const int Ahead = 8;
    private readonly Channel<TensorBatch> _channel = Channel.CreateBounded<TensorBatch>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _maker;

    public BatchQueue(IEnumerable<Batch> batches, Device device) => _maker = Task.Run(() => Make(batches, device));

    /// <summary>Each batch is disposed when the next one is asked for.</summary>
    /// <exception cref="OperationCanceledException">As asked.</exception>
    public IEnumerable<TensorBatch> Take(CancellationToken cancellation)
    {
        ChannelReader<TensorBatch> reader = _channel.Reader;
        while (reader.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out TensorBatch? batch))
            {
                using (batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return batch;
                }
            }
        }
    }

    /// <summary>Stops the maker and frees what nobody took.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _maker.GetAwaiter().GetResult();
        while (_channel.Reader.TryRead(out TensorBatch? batch)) batch.Dispose();
        _stop.Dispose();
    }

    private async Task Make(IEnumerable<Batch> batches, Device device)
    {
        TensorBatch? made = null;
        try
        {
            foreach (Batch batch in batches)
            {
                made = new TensorBatch(batch, device);
                await _channel.Writer.WriteAsync(made, _stop.Token);
                made = null;
            }
            _channel.Writer.Complete();
        }
        catch (Exception e)
        {
            made?.Dispose();
            _channel.Writer.Complete(e); // surfaces where the batches are taken
        }
    }
}
