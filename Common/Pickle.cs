using System.Buffers.Binary;
using System.Text;

namespace ModelZoo;

/// <summary>
/// Reads Python's pickles. It builds numbers, strings, lists and dictionaries, and what a subclass knows, nothing else.
/// </summary>
/// <remarks>
/// It calls no function: a subclass knows the few that its files need and makes their results itself. Each operation
/// makes at most one small object, the number of operations is limited, and no string is longer than the file. So no
/// pickle can take much time or memory.
/// </remarks>
/// <param name="left">The bytes of the stream that belong to the pickle.</param>
/// <param name="purpose">What the files hold, for messages.</param>
internal abstract class Pickle(Stream stream, long left, string purpose)
{
    private const int MostOperations = 1_000_000; // ResNet-152's state takes 40,000
    private const int LongestName = 256;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _operations;

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

    /// <summary>The class or function of this name. It throws if no file needs it.</summary>
    private protected abstract object Find(string module, string name);

    private protected abstract object? Call(object? function, object? arguments);

    /// <summary>Gives an object its attributes.</summary>
    /// <returns>Whether that makes sense.</returns>
    private protected abstract bool SetState(object? target, object? state);

    /// <summary>What a number or name outside the pickle stands for.</summary>
    private protected abstract object? Persistent(object? id);

    private protected void Spend(int operations)
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
            case 'C': Push(Read(ReadByte())); break;                                    // SHORT_BINBYTES
            case 'B': Push(Read(ReadUInt32())); break;                                  // BINBYTES
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
            case 'c': Push(Find(ReadLine(), ReadLine())); break;
            case 0x93 when PopMany(2) is var names:                                     // STACK_GLOBAL
                Push(Find(names[0] as string ?? "?", names[1] as string ?? "?"));
                break;
            case 'Q': Push(Persistent(Pop())); break;                                   // BINPERSID
            case 'R' when PopMany(2) is var call: Push(Call(call[0], call[1])); break;
            case 'b' when Pop() is var state && SetState(Peek(), state): break;         // BUILD
            default:
                throw new InvalidDataException(
                    $"it uses the pickle operation 0x{code:x2} in a way that {purpose} does not need");
        }
    }

    /// <summary>The error of a call that is not supported.</summary>
    private protected InvalidDataException NotNeeded(string? name) => new(
        $"it calls {name ?? "something that is no function"} in a way that {purpose} does not need");

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
