using System.Buffers.Binary;
using System.Text;

namespace ModelZoo.Weights;

/// <summary>
/// Reads Python's pickles. It builds numbers, strings, lists, dictionaries and descriptions of tensors, nothing else.
/// </summary>
/// <remarks>
/// It calls no function: it knows the five that a state dict needs and makes their results itself. Each operation makes
/// at most one small object, the number of operations is limited, and no string is longer than the file. So no pickle
/// can take much time or memory.
/// </remarks>
internal sealed class Pickle(Stream stream, long left)
{
    private const int MostOperations = 1_000_000; // ResNet-152's state takes 40,000
    private const int LongestName = 256;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly List<PickledStorage> _storages = [];
    private int _operations;

    /// <summary>Every storage that the pickle names, with or without a tensor.</summary>
    internal IReadOnlyList<PickledStorage> Storages => _storages;

    /// <summary>Runs one pickle. The stream stands behind it then.</summary>
    internal object? Run()
    {
        for (int code = ReadByte(); code != '.'; code = ReadByte())
        {
            Spend(1);
            Step(code);
        }
        return Pop();
    }

    private void Spend(int operations)
    {
        if ((_operations += operations) > MostOperations)
            throw new InvalidDataException($"its description takes more than {MostOperations:N0} operations");
    }

    private void Step(int code)
    {
        switch (code)
        {
            case 0x80 when ReadByte() is var version:                                   // PROTO
                if (version > 5)
                    throw new InvalidDataException($"it uses version {version} of the pickle protocol");
                break;
            case 0x95: Read(8); break;                                                  // FRAME
            case '(': _marks.Add(_stack.Count); break;                                  // MARK
            case '0': Pop(); break;                                                     // POP
            case 'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case 'K': Push((long)ReadByte()); break;                                    // BININT1
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Read(2))); break;
            case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Read(4))); break;
            case 0x8a: Push(ReadLong(ReadByte())); break;                               // LONG1
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Read(8))); break;
            case 'U' or 0x8c: Push(ReadText(ReadByte())); break;                        // SHORT_BIN(STRING|UNICODE)
            case 'T' or 'X': Push(ReadText(ReadUInt32())); break;                       // BIN(STRING|UNICODE)
            case '}': Push(new PickledDictionary()); break;
            case ']': Push(new List<object?>(0)); break;
            case ')': Push(Array.Empty<object?>()); break;
            case 't': Push(PopToMark()); break;
            case 0x85 or 0x86 or 0x87: Push(PopMany(code - 0x84)); break;               // TUPLE1 to TUPLE3
            case 'a': Add(PopMany(1)); break;
            case 'e': Add(PopToMark()); break;
            case 's': Set(PopMany(2)); break;
            case 'u': Set(PopToMark()); break;
            case 'q': _memo[ReadByte()] = Peek(); break;
            case 'r': _memo[ReadUInt32()] = Peek(); break;
            case 0x94: _memo[_memo.Count] = Peek(); break;                              // MEMOIZE
            case 'h': Push(Recall(ReadByte())); break;
            case 'j': Push(Recall(ReadUInt32())); break;
            case 'c': Push(PickledGlobal.Find(ReadLine(), ReadLine())); break;
            case 0x93 when PopMany(2) is var names:                                     // STACK_GLOBAL
                Push(PickledGlobal.Find(names[0] as string ?? "?", names[1] as string ?? "?"));
                break;
            case 'Q':                                                                   // BINPERSID
                _storages.Add(PickledStorage.From(Pop()));
                Push(_storages[^1]);
                break;
            case 'R' when PopMany(2) is var call: Push(Call(call[0], call[1])); break;
            case 'b' when Pop() is PickledDictionary && Peek() is PickledDictionary:    // BUILD: attributes, not needed
                break;
            default:
                throw new InvalidDataException(
                    $"it uses the pickle operation 0x{code:x2} in a way that a state dict does not need");
        }
    }

    private object? Call(object? function, object? arguments) => ((function as PickledGlobal)?.Name, arguments) switch
    {
        (PickledGlobal.OrderedDict, object?[] { Length: 0 }) => new PickledDictionary(),
        (PickledGlobal.OrderedDict, object?[] { Length: 1 } given) => Pairs(given[0]),
        (PickledGlobal.Size, object?[] { Length: 1 } given) => given[0] as object?[] ?? [],
        (PickledGlobal.Tensor or PickledGlobal.Tensor2, object?[] given) => PickledTensor.From(given),
        (PickledGlobal.Parameter, object?[] { Length: >= 1 } given) => given[0] as PickledTensor
            ?? throw new InvalidDataException("a parameter in it is no tensor"),
        var (name, _) => throw new InvalidDataException(
            $"it calls {name ?? "something that is no function"} in a way that a state dict does not need"),
    };

    private PickledDictionary Pairs(object? argument)
    {
        var list = argument as List<object?>
            ?? throw new InvalidDataException("an ordered dictionary in it is made of no list");
        Spend(list.Count); // a pickle may ask for the same list again and again
        var made = new PickledDictionary();
        foreach (var pair in list)
            if (pair is object?[] { Length: 2 } or List<object?> { Count: 2 })
                made.Set(((IList<object?>)pair)[0], ((IList<object?>)pair)[1]);
        return made;
    }

    private void Add(object?[] items)
    {
        if (Peek() is not List<object?> list)
            throw new InvalidDataException("it appends to what is no list");
        list.AddRange(items);
    }

    private void Set(object?[] items)
    {
        if (Peek() is not PickledDictionary dictionary || items.Length % 2 != 0)
            throw new InvalidDataException("it sets items of what is no dictionary");
        for (int i = 0; i < items.Length; i += 2)
            dictionary.Set(items[i], items[i + 1]);
    }

    private object? Recall(long part) => _memo.TryGetValue(part, out var value)
        ? value
        : throw new InvalidDataException($"it refers to part {part}, which it has not described");

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => PopMany(1)[0];

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Underflow();

    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private object?[] PopMany(int count)
    {
        if (_stack.Count - Floor < count)
            throw Underflow();
        var popped = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return popped;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Underflow();
        var popped = PopMany(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return popped;
    }

    private static InvalidDataException Underflow() =>
        new("its description takes more from its stack than it has put there");

    private byte ReadByte() => Read(1)[0];

    private long ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Read(4));

    private byte[] Read(long count)
    {
        if (count > left)
            throw new InvalidDataException(
                $"its description breaks off, or claims a text of {count} bytes where {left} are left");
        left -= count;
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string ReadText(long count) => Encoding.UTF8.GetString(Read(count));

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (byte next = ReadByte(); next != '\n'; next = ReadByte())
            if (line.Append((char)next).Length > LongestName)
                throw new InvalidDataException("it has a name without an end");
        return line.ToString();
    }

    private long ReadLong(int count)
    {
        if (count > 8)
            throw new InvalidDataException("it has a number of more than 64 bits");
        var bytes = Read(count);
        long value = count > 0 && (sbyte)bytes[^1] < 0 ? -1 : 0;
        foreach (var next in bytes.Reverse())
            value = value << 8 | next;
        return value;
    }
}
