using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelZoo.Tables;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Recipes;

/// <summary>One setting, read from the declaration of its property in <see cref="Recipe"/>.</summary>
public sealed partial class Setting
{
    private static readonly Recipe Defaults = new() { Model = "" };
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private readonly PropertyInfo _property;
    private readonly SettingAttribute _declared;
    private readonly Type _type;

    private Setting(PropertyInfo property, SettingAttribute declared)
    {
        (_property, _declared) = (property, declared);
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Name = declared.Name ?? Words(property.Name, '-');
    }

    /// <summary>All settings, in the order of their declarations.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [.. typeof(Recipe).GetProperties().OrderBy(property => property.MetadataToken)
            .Where(property => property.IsDefined(typeof(SettingAttribute)))
            .Select(property => new Setting(property, property.GetCustomAttribute<SettingAttribute>()!))];

    public static Setting Find(string name) => All.FirstOrDefault(setting => setting.Name == name)
        ?? throw new RecipeException(
            NearestName.Unknown("setting", name, [.. All.Select(known => known.Name)]).Message);

    internal static Setting Of<T>(Expression<Func<Recipe, T>> property) =>
        All.First(setting => setting._property.Name == ((MemberExpression)property.Body).Member.Name);

    public string Name { get; }

    public string Help => _declared.Help
        + (Tasks.Count == 0 ? "" : $" ({string.Join(" and ", Tasks.Select(task => Words($"{task}", ' ')))} only)");

    /// <summary>The tasks that use it. Empty: all.</summary>
    public IReadOnlyList<TaskKind> Tasks => _declared.Tasks;

    /// <summary>Values to suggest, where there is a list of them.</summary>
    public IEnumerable<string> Names => _declared.Names?
        .GetProperty("Names", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
        .GetValue(null) as IEnumerable<string> ?? [];

    /// <summary>What a value looks like, for the help.</summary>
    public string Form => _declared.IsClosed ? string.Join('|', Names)
        : IsWhole ? "N"
        : IsNumber ? "X"
        : _type == typeof(TimeSpan) ? "5m"
        : _type == typeof(HeldOut) ? "R"
        : "NAME";

    public bool IsWhole => _type == typeof(int) || _type == typeof(long);
    public bool IsNumber => IsWhole || _type == typeof(double);

    public object? Get(Recipe recipe) => _property.GetValue(recipe);
    public string Text(Recipe recipe) => Text(Get(recipe));
    internal bool IsDefault(Recipe recipe) => Equals(Get(recipe), Get(Defaults));
    internal Recipe Reset(Recipe recipe) => With(recipe, Get(Defaults));

    public JsonNode? Json(Recipe recipe) => Get(recipe) switch
    {
        null => null,
        int or long => JsonValue.Create(Convert.ToInt64(Get(recipe), Culture)),
        double number => JsonValue.Create(number),
        _ => JsonValue.Create(Text(recipe)),
    };

    /// <summary>The recipe with this setting at `value`.</summary>
    internal Recipe With(Recipe recipe, object? value)
    {
        if (value is not null && !Allows(value))
            throw Refused(Text(value));
        var changed = recipe with { };
        _property.SetValue(changed, value);
        return changed;
    }

    /// <summary>The value that a text of the command line or of a file stands for.</summary>
    public object Parse(string text)
    {
        object? value = _type == typeof(HeldOut) ? HeldOut.Parse(text)
            : _type == typeof(TimeSpan) ? Duration(text)
            : IsWhole ? int.TryParse(text, NumberStyles.AllowLeadingSign, Culture, out var whole)
                ? Convert.ChangeType(whole, _type, Culture) : null
            : IsNumber ? double.TryParse(text, NumberStyles.Float, Culture, out var number) ? number : null
            : text;
        return value is not null && Allows(value) ? value : throw Refused(text);
    }

    private bool Allows(object value) => value switch
    {
        string text => !_declared.IsClosed || Names.Contains(text),
        int or long or double when Convert.ToDouble(value, Culture) is var number =>
            number >= _declared.Least && number > _declared.Above && number < _declared.Below,
        _ => true,
    };

    private RecipeException Refused(string text)
    {
        var below = double.IsFinite(_declared.Below) ? $" and below {_declared.Below}" : "";
        var limits = double.IsFinite(_declared.Above)
            ? $"above {_declared.Above}{below}" : $"of at least {_declared.Least}{below}";
        var takes = _declared.IsClosed ? string.Join(" or ", Names)
            : IsWhole ? $"a whole number {limits}"
            : IsNumber ? $"a number {limits}"
            : "a time such as 90s, 5m or 2h";
        var reason = _declared.Reason is { } why ? $": {why}" : "";
        return new RecipeException($"--{Name} takes {takes}, not '{text}'{reason}.");
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        TimeSpan time => string.Create(Culture, $"{time.TotalSeconds}s"),
        _ => Convert.ToString(value, Culture)!,
    };

    private static TimeSpan? Duration(string text)
    {
        double? unit = text.Length == 0 ? null : text[^1] switch { 'h' => 3600, 'm' => 60, 's' => 1, _ => null };
        bool read = double.TryParse(unit is null ? text : text[..^1], NumberStyles.Float, Culture, out var value);
        return read && value is >= 0 and < 1e9 ? TimeSpan.FromSeconds(value * (unit ?? 1)) : null;
    }

    // MinChange: min-change.
    private static string Words(string name, char between) => Inner().Replace(name, $"{between}$0").ToLowerInvariant();

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex Inner();
}
