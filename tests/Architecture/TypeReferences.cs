using System.Reflection;
using System.Reflection.Emit;

namespace ModelZoo.Tests.Architecture;

/// <summary>The types that a compiled type uses in its declaration, its members and the code of its methods.</summary>
internal static class TypeReferences
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    internal static IEnumerable<Type> Of(Type type)
    {
        var mentioned = new List<Type?>([type.BaseType, .. type.GetInterfaces()]);
        mentioned.AddRange(type.GetFields(Own).Select(field => field.FieldType));
        foreach (var method in type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)))
        {
            mentioned.AddRange(method.GetParameters().Select(parameter => parameter.ParameterType));
            mentioned.Add((method as MethodInfo)?.ReturnType);
            if (method.GetMethodBody() is not { } body)
                continue;
            mentioned.AddRange(body.LocalVariables.Select(local => local.LocalType));
            mentioned.AddRange(Tokens(body.GetILAsByteArray()!).SelectMany(token => Resolve(method, token)));
        }
        return mentioned.OfType<Type>().SelectMany(Parts).Distinct();
    }

    // The operands of instructions that name a type, a method or a field.
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | code[at++]));
            var kind = Codes[value].OperandType;
            if (kind is OperandType.InlineMethod or OperandType.InlineField
                or OperandType.InlineType or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += kind switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type?> Resolve(MethodBase method, int token)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var member = method.Module.ResolveMember(token, ofType, ofMethod);
        return member is MethodInfo { IsGenericMethod: true } called
            ? [called.DeclaringType, .. called.GetGenericArguments()]
            : [member as Type ?? member?.DeclaringType];
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];
}
