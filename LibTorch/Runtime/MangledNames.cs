namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// C++ functions of libtorch 2.10 that its C interface lacks, by the names in its libraries. Linux and macOS share one
/// scheme of names (Itanium), Windows has its own. All take and return plain numbers.
/// </summary>
internal static class MangledNames
{
    internal static readonly string SetAutocastEnabled = Of(
        "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb",
        "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");
    internal static readonly string SetAutocastType = Of(
        "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
        "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");
    internal static readonly string BeginAutocast = Of(
        "_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ");
    internal static readonly string EndAutocast = Of(
        "_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ");
    internal static readonly string ClearAutocast = Of(
        "_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ");

    // In c10: turn a dispatch key on or off for this thread. Autocast's keys have to be let in first.
    internal static readonly string SetDispatchKeyIncluded = Of(
        "_ZN3c104impl29tls_set_dispatch_key_includedENS_11DispatchKeyEb",
        "?tls_set_dispatch_key_included@impl@c10@@YAXW4DispatchKey@2@_N@Z");
    internal static readonly string SetDispatchKeyExcluded = Of(
        "_ZN3c104impl29tls_set_dispatch_key_excludedENS_11DispatchKeyEb",
        "?tls_set_dispatch_key_excluded@impl@c10@@YAXW4DispatchKey@2@_N@Z");
    internal static readonly string DispatchKeyName = Of(
        "_ZN3c108toStringENS_11DispatchKeyE", "?toString@c10@@YAPEBDW4DispatchKey@1@@Z");

    // In c10: reads TORCH_CPP_LOG_LEVEL. Without Python nobody else calls it.
    internal static readonly string InitializeLogging = Of("_ZN3c1011initLoggingEv", "?initLogging@c10@@YAXXZ");

    internal static readonly string GlobalContext = Of(
        "_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ");
    internal static readonly string SetOneDnnEnabled = Of(
        "_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z");

    // The number of the backward pass that runs on this thread; -1 if none does.
    internal static readonly string CurrentGraphTask = Of(
        "_ZN5torch8autograd25get_current_graph_task_idEv", "?get_current_graph_task_id@autograd@torch@@YAHXZ");

    private static string Of(string itanium, string microsoft) => OperatingSystem.IsWindows() ? microsoft : itanium;
}
