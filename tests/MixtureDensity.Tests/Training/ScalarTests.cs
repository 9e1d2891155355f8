using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace MixtureDensity.Tests.Training;

/// <summary>
/// TorchSharp wraps a number beside a tensor in an object that a collection may free during the call. So no code of the
/// library leaves that to TorchSharp; docs/architecture.md says more.
/// </summary>
public sealed class ScalarTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Fact]
    public void No_number_of_the_library_is_wrapped_by_TorchSharp()
    {
        Dictionary<MethodBase, MethodBase[]> theirs = Calls(typeof(torch).Assembly);
        HashSet<MethodBase> wrapping = [.. typeof(Scalar).GetMethods(Own).Where(m => m.Name == "op_Implicit")];
        Assert.NotEmpty(wrapping);
        for (int before = 0; before < wrapping.Count;)
        {
            before = wrapping.Count;
            wrapping.UnionWith([.. theirs.Where(c => c.Value.Any(wrapping.Contains)).Select(c => c.Key)]);
        }
        // A sum of tensors has a factor in it.
        Assert.Contains(wrapping, m => m.DeclaringType == typeof(torch.Tensor) && m.Name == "op_Addition");
        Assert.Empty(Calls(typeof(MixtureDensityNetwork).Assembly)
            .SelectMany(c => c.Value.Where(wrapping.Contains).Select(m => $"{c.Key.DeclaringType}.{c.Key.Name}: {m}")));
    }

    /// <summary>Which methods each method of an assembly calls.</summary>
    private static Dictionary<MethodBase, MethodBase[]> Calls(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own)))
        .ToDictionary(method => method, method => CalledBy(method).ToArray());

    private static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int at = 0; at < code.Length;)
        {
            OpCode instruction = OpCodes[code[at] == 0xFE ? BitConverter.ToInt16([code[at + 1], 0xFE]) : code[at]];
            at += instruction.Size;
            if (instruction.OperandType == OperandType.InlineMethod
                && Resolve(method, BitConverter.ToInt32(code, at)) is { } called)
                yield return called;
            at += instruction.OperandType switch
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

    private static MethodBase? Resolve(MethodBase caller, int token)
    {
        Type[] ofType = caller.DeclaringType!.GetGenericArguments();
        return caller.Module.ResolveMethod(token, ofType, caller is MethodInfo ? caller.GetGenericArguments() : []);
    }
}
