// Pages in a real browser, headless Chromium: it uses them as a reader does, and takes pictures of them.
//
//   dotnet run tests/browser/browse.cs check fit.html log.html two.html mdn.html regress.html
//                                       moves controls and reads the numbers; the axis of log.html is logarithmic, and
//                                       two.html has two targets
//   dotnet run tests/browser/browse.cs read page.html                       prints what a screen reader finds
//   dotnet run tests/browser/browse.cs shoot page.html out.png [width] [light|dark] [script to run before] [screen]
#:property PublishAot=false
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

await using Browser browser = await Browser.StartAsync();
if (args is ["shoot", var page, var png, ..])
{
    int width = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1280;
    await browser.OpenAsync(page, width, isDark: args.Length > 4 && args[4] == "dark");
    if (args.Length > 5)
        await browser.EvaluateAsync(args[5]);
    await File.WriteAllBytesAsync(png, await browser.PictureAsync(isWhole: args.Length <= 6));
    return 0;
}
if (args is ["read", var spoken])
{
    await browser.OpenAsync(spoken, 1280, isDark: false);
    foreach (AccessibleNode node in await browser.AccessibleNodesAsync())
        Console.WriteLine($"{node.Role}: {node.Name}{(node.Value.Length > 0 ? $" = {node.Value}" : "")}");
    return 0;
}
if (args is not ["check", var fit, var log, var two, var mdn, var regress])
{
    Console.Error.WriteLine("usage: see the head of this file");
    return 2;
}

int failures = 0;
void Check(bool holds, string sentence)
{
    Console.WriteLine($"{(holds ? "ok    " : "FAILED")}  {sentence}");
    failures += holds ? 0 : 1;
}

const string Median = """
    [...document.querySelectorAll("#numbers tr")].find(r => r.textContent.startsWith("50")).cells[1].textContent
    """;
const string Answer = "document.querySelector('#answer').textContent";
await browser.OpenAsync(fit, 1280, isDark: false);
string before = await browser.TextAsync(Median);
await browser.EvaluateAsync("document.querySelector('.control input[type=range]').focus()");
await browser.PressAsync("End");
string after = await browser.TextAsync(Median);
Check(before != after, $"the End key on the slider moves the median from {before} to {after}");
await browser.PressAsync("Home");
string home = await browser.TextAsync(Median);
Check(home != after, $"and the Home key to {home}");
await browser.EvaluateAsync("document.querySelector('.controls button').focus()");
await browser.PressAsync("Enter");
Check(await browser.TextAsync(Median) == before, "the button brings the typical case back");
await browser.EvaluateAsync("document.querySelector('#pick-levelIndex').focus()");
await browser.PressAsync("Home");
string answer = await browser.TextAsync(Answer);
Check(answer.StartsWith("With probability 50", StringComparison.Ordinal), $"a region is said in words: {answer}");

// The axes as they are drawn: at the ticks' places, and with what they say.
foreach (var (each, isLogarithmic) in new[] { (fit, false), (log, true) })
{
    await browser.OpenAsync(each, 1280, isDark: false);
    string name = Path.GetFileName(each);
    string along = await browser.TextAsync(Browser.Along);
    Check(along == (isLogarithmic ? "logarithm" : "number"), $"{name}: the ticks lie by their {along}");
    string ends = await browser.TextAsync(Browser.EndsOfRegion(isLogarithmic));
    Check(ends.Length == 0, $"{name}: the region is drawn where the sentence says {ends}");
    string note = await browser.TextAsync("document.querySelector('#scale-note').textContent");
    Check(note.Contains("logarithmic") == isLogarithmic, $"{name}: of its axis it says '{note}'");
}
await browser.OpenAsync(log, 1280, isDark: false);
double area = double.Parse(await browser.TextAsync(Browser.Area), CultureInfo.InvariantCulture);
Check(Math.Abs(area - 1) < 0.02, $"the area under the density per decade is {area}");

// With several targets the questions are about the one that is chosen, whatever letters its name has.
await browser.OpenAsync(two, 1280, isDark: false);
await browser.EvaluateAsync("document.querySelector('#pick-target').focus()");
await browser.PressAsync("End");
string second = await browser.TextAsync("document.querySelector('#pick-target').selectedOptions[0].textContent");
string asked = await browser.TextAsync("document.querySelector('label[for=above]').textContent");
Check(asked == $"How likely is {second} above ", $"of the second target it asks '{asked}'");
string headings = await browser.TextAsync(
    "[...document.querySelectorAll('#pair ~ details thead th')].map(e => e.textContent).join('|')");
Check(headings.StartsWith($"|{second}|", StringComparison.Ordinal), $"both targets stand in a table: {headings}");

foreach (string each in new[] { fit, log, two, mdn, regress })
{
    foreach (var (isDark, width) in new[] { (false, 390), (false, 1280), (true, 390), (true, 1280) })
    {
        await browser.OpenAsync(each, width, isDark);
        string name = $"{Path.GetFileName(each)}, {width} px, {(isDark ? "dark" : "light")}";
        string wide = await browser.TextAsync("(e => e.scrollWidth - e.clientWidth)(document.documentElement)");
        Check(wide == "0", $"{name}: nothing sticks out to the right ({wide} px)");
        string pale = await browser.TextAsync(Browser.PaleTexts);
        Check(pale.Length == 0, $"{name}: every text has a contrast of 4.5 or more {pale}");
        string cut = await browser.TextAsync(Browser.CutTexts);
        Check(cut.Length == 0, $"{name}: every text of a chart is inside {cut}");
        string crossed = width < 700 ? "" : await browser.TextAsync(Browser.CrossedMarks);
        Check(crossed.Length == 0, $"{name}: no line crosses what is written at another {crossed}");
        string near = await browser.TextAsync(Browser.NearTicks);
        Check(near.Length == 0, $"{name}: the texts below a chart stand apart {near}");
        AccessibleNode[] nodes = [.. await browser.AccessibleNodesAsync()];
        AccessibleNode[] controls = [.. nodes.Where(n => n.IsControl)];
        string nameless = string.Join("; ", controls.Where(n => n.Name.Length == 0 || n.IsWithoutValue));
        Check(controls.Length > 2 && nameless.Length == 0,
            $"{name}: each of {controls.Length} controls has a name and a value {nameless}");
        string unseen = string.Join("; ",
            nodes.Where(n => n.Role is "image" or "img" or "Canvas" && n.Name.Length == 0));
        Check(unseen.Length == 0, $"{name}: every picture has a name {unseen}");
        string bare = await browser.TextAsync(Browser.PicturesWithoutTable);
        Check(bare.Length == 0, $"{name}: every picture has a table behind it {bare}");
        string complaints = string.Join("; ", browser.Complaints);
        Check(complaints.Length == 0, $"{name}: the browser complains of nothing {complaints}");
    }
}

const string Status = "document.querySelector('#status').textContent";
await browser.OpenAsync(mdn, 1280, isDark: false);
await browser.EvaluateAsync("document.querySelector('#epoch').focus()");
await browser.PressAsync("Home");
string first = await browser.TextAsync(Status), dark = await browser.TextAsync(Browser.PixelSum);
await browser.PressAsync("End");
string last = await browser.TextAsync(Status);
Check(first.StartsWith("Epoch 0 ", StringComparison.Ordinal) && last != first, $"scrubbed from '{first}' to '{last}'");
Check(dark != await browser.TextAsync(Browser.PixelSum), "and the picture changes with it");
await browser.EvaluateAsync("document.querySelector('.play').click()");
bool plays = await browser.UntilAsync($"!{new JsonArray(first, last).ToJsonString()}.includes({Status})");
Check(plays, $"it plays: '{await browser.TextAsync(Status)}'");

// In motion, and with a clock that a frame has begun before, as in Firefox.
await browser.OpenAsync(mdn, 1280, isDark: false, isStill: false);
await browser.EvaluateAsync("""
    (() => {
      const own = performance.now.bind(performance);
      performance.now = () => own() + 100;
      const [play, epoch] = ["play", "epoch"].map(name => document.querySelector(`.${name}, #${name}`));
      epoch.value = 0;
      epoch.dispatchEvent(new Event("input"));
      play.click();
    })()
    """);
bool moves = await browser.UntilAsync("Number(document.querySelector('#epoch').value) > 2");
Check(moves && browser.Complaints.Count == 0,
    $"it moves: '{await browser.TextAsync(Status)}' {string.Join("; ", browser.Complaints)}");
Console.WriteLine($"{failures} of the browser's checks failed");
return failures == 0 ? 0 : 1;

/// <summary>A thing on a page as a screen reader has it.</summary>
internal sealed record AccessibleNode(string Role, string Name, string Value)
{
    public bool IsControl => Role is "slider" or "spinbutton" or "combobox" or "button" or "checkbox" or "textbox"
        or "Date" or "DateTime" or "DisclosureTriangle";

    /// <summary>Whether it is one that has a value and does not say it.</summary>
    public bool IsWithoutValue => Role is "slider" or "combobox" && Value.Length == 0;
}

/// <summary>Chromium, driven over its DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    // The text of every element whose contrast to what is behind it is too little to read.
    public const string PaleTexts = """
        (() => {
          const parse = c => (c.match(/[\d.]+/g) ?? []).map(Number);
          const light = c => parse(c).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => {
            for (; e; e = e.parentElement) {
              const c = getComputedStyle(e).backgroundColor;
              if (parse(c).length === 3 || parse(c)[3] > 0) return c;
            }
            return "rgb(255, 255, 255)";
          };
          const bad = [];
          for (const e of document.querySelectorAll("body *")) {
            const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join("");
            if (!own || ["SCRIPT", "NOSCRIPT", "OPTION"].includes(e.tagName) || !e.checkVisibility()) continue;
            const style = getComputedStyle(e), isShape = e instanceof SVGElement;
            const one = light(isShape ? style.fill : style.color), two = light(ground(e));
            const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
            if (contrast < 4.5) bad.push(`${own.slice(0, 30)} (${contrast.toFixed(1)})`);
          }
          return [...new Set(bad)].slice(0, 5).join("; ");
        })()
        """;

    // What is written at a line of the density, and crossed by another one.
    public const string CrossedMarks = """
        [...document.querySelectorAll("#density .mark")].filter(mark => {
          const box = mark.getBoundingClientRect();
          return [...document.querySelectorAll("#density .median, #density .threshold")]
            .map(line => line.getBoundingClientRect()).some(line => line.left > box.left && line.right < box.right);
        }).map(mark => mark.textContent).join("; ")
        """;

    // Texts that a chart cuts off at its sides.
    public const string CutTexts = """
        [...document.querySelectorAll(".chart svg")].flatMap(svg => {
          const room = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < room.left - 1 || box.right > room.right + 1;
          }).map(text => text.textContent);
        }).join("; ")
        """;

    // The ticks of the density's axes: the place and the number of each.
    private const string Ticks = """
        const ticks = (anchor, attribute) => [...document.querySelectorAll(`#density .tick[text-anchor=${anchor}]`)]
          .map(t => ({ place: Number(t.getAttribute(attribute)), value: Number(t.textContent.replaceAll(",", "")) }));
        const line = (ticks, f) => {
          const [first, last] = [ticks[0], ticks[ticks.length - 1]];
          const slope = (last.place - first.place) / (f(last.value) - f(first.value));
          return value => first.place + slope * (f(value) - f(first.value));
        };
        """;

    // Whether the places of the ticks along the density's axis are lines of their numbers, or of the logarithms.
    public const string Along = $$"""
        (() => {
          {{Ticks}}
          const along = ticks("middle", "x"), fits = f => along.length > 2
            && along.every(t => Math.abs(line(along, f)(t.value) - t.place) < 0.5);
          return [fits(v => v) ? "number" : "", fits(Math.log) ? "logarithm" : ""].join("");
        })()
        """;

    // The area under the density's curve, by its pixels and the numbers at its axes, of which the lower is logarithmic.
    public const string Area = $$"""
        (() => {
          {{Ticks}}
          const along = ticks("middle", "x"), up = ticks("end", "y"), decade = line(along, Math.log10);
          const path = document.querySelector("#density .curve").getAttribute("d");
          const points = [...path.matchAll(/L([\d.]+),([\d.]+)/g)]
            .map(m => [Number(m[1]), Number(m[2])]);
          // A tick's text stands 4 pixels below its line.
          const zero = line(up, v => v)(0) - 4, unit = zero + 4 - line(up, v => v)(1);
          let sum = 0;
          for (let i = 1; i < points.length; i++)
            sum += (points[i][0] - points[i - 1][0]) * (zero - (points[i][1] + points[i - 1][1]) / 2);
          return sum / (decade(10) - decade(1)) / unit;
        })()
        """;

    // Where the bracket below the density is not at the numbers of the sentence above.
    public static string EndsOfRegion(bool isLogarithmic) => $$"""
        (() => {
          {{Ticks}}
          const x = line(ticks("middle", "x"), {{(isLogarithmic ? "Math.log" : "v => v")}});
          const said = document.querySelector("#answer").textContent.replace(/^With probability \S+\s%/, "")
            .replaceAll(",", "").replace(/exactly ([\d.]*\d)/g, "$1 to $1")
            .match(/(?<= is | to | or )-?\d+(\.\d+)?(e[+-]?\d+)?/g).map(Number);
          const drawn = [...document.querySelectorAll("#density .bracket")]
            .flatMap(b => [Number(b.getAttribute("x1")) + 1, Number(b.getAttribute("x2")) - 1]);
          const [left, right] = ["x1", "x2"].map(a =>
            Number(document.querySelector("#density .axis").getAttribute(a)));
          // A value of a grid is as wide as its cell.
          return said.map((v, i) => Math.abs(Math.min(right, Math.max(left, x(v))) - drawn[i]) < 4 ? ""
            : `${v} is at ${x(v)}, not ${drawn[i]}`).join("") + (said.length === drawn.length ? "" : "how many?");
        })()
        """;

    // Texts below a chart that nearly touch the one before.
    public const string NearTicks = """
        [...document.querySelectorAll(".chart svg")].flatMap(svg => {
          const texts = [...svg.querySelectorAll(".tick")].map(text => ({ text, box: text.getBoundingClientRect() }));
          const lowest = Math.max(...texts.map(t => t.box.bottom));
          const row = texts.filter(t => t.box.bottom > lowest - 2).sort((a, b) => a.box.left - b.box.left);
          return row.filter((t, i) => i > 0 && t.box.left - row[i - 1].box.right < 8)
            .map(t => t.text.textContent);
        }).join("; ")
        """;

    // Pictures whose figure, or part of the page, has no numbers.
    public const string PicturesWithoutTable = """
        (async () => {
          document.querySelectorAll("details").forEach(d => d.open = true);
          await new Promise(done => setTimeout(done, 500));
          return [...document.querySelectorAll("svg[role=img], img")]
            .filter(e => !e.closest("figure, #explorer, #training")?.querySelector("table"))
            .map(e => e.getAttribute("aria-label") ?? e.alt).join("; ");
        })()
        """;

    public const string PixelSum = """
        (() => {
          const c = document.querySelector("#plane canvas"), image = c.getContext("2d");
          return image.getImageData(0, 0, c.width, c.height).data.reduce((sum, v) => sum + v, 0);
        })()
        """;

    // What takes longer hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly string _profile;
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> _calls = [];
    private TaskCompletionSource _load = new();
    private int _next;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>What it wrote on its console since the last page was opened.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Browser> StartAsync()
    {
        string profile = Directory.CreateTempSubdirectory("browse-").FullName;
        string[] options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
            "--hide-scrollbars", $"--user-data-dir={profile}", "about:blank"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string program = new[] { "chromium", "chromium-browser", "google-chrome" }
            .FirstOrDefault(name => folders.Any(folder => File.Exists(Path.Combine(folder, name))))
            ?? throw new InvalidOperationException("There is no Chromium; on Debian, apt-get install chromium.");
        var start = new ProcessStartInfo(program, options)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("Chromium does not start.");
        // It says where it listens: "DevTools listening on ws://127.0.0.1:45123/devtools/…".
        var listens = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Split("listening on ") is [_, var place])
                listens.TrySetResult(new Uri(place));
        };
        process.BeginErrorReadLine();
        Uri tools = await listens.Task.WaitAsync(Limit);
        using var http = new HttpClient();
        string list = await http.GetStringAsync($"http://{tools.Authority}/json");
        JsonNode pages = JsonNode.Parse(list)!;
        string address = pages.AsArray().First(p => (string)p!["type"]! == "page")!["webSocketDebuggerUrl"]!.ToString();
        var browser = new Browser(process, profile);
        await browser._socket.ConnectAsync(new Uri(address), default);
        _ = browser.ListenAsync();
        foreach (string domain in new[] { "Page.enable", "Runtime.enable", "Log.enable" })
            await browser.CallAsync(domain);
        return browser;
    }

    /// <summary>Opens a page, and waits until it has drawn.</summary>
    public async Task OpenAsync(string file, int width, bool isDark, bool isStill = true)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"There is no page {file}.");
        Complaints.Clear();
        await CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width, ["height"] = 844, ["deviceScaleFactor"] = width < 700 ? 2 : 1, ["mobile"] = width < 700,
        });
        await CallAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            // Still, so that pictures are the same each time.
            ["features"] = new JsonArray(
                new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" },
                new JsonObject
                {
                    ["name"] = "prefers-reduced-motion", ["value"] = isStill ? "reduce" : "no-preference",
                }),
        });
        _load = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await CallAsync("Page.navigate", new JsonObject { ["url"] = new Uri(Path.GetFullPath(file)).AbsoluteUri });
        await _load.Task.WaitAsync(Limit);
        await SettleAsync();
    }

    /// <summary>Waits until a condition holds in the page, and looks at it in every frame.</summary>
    /// <returns>Whether it held in time.</returns>
    public async Task<bool> UntilAsync(string condition) => (bool)(await EvaluateAsync($$"""
        new Promise(done => {
          const end = Date.now() + {{Limit.TotalMilliseconds / 2}};
          const look = () => {{condition}} ? done(true) : Date.now() > end ? done(false) : requestAnimationFrame(look);
          look();
        })
        """))!;

    public async Task<string> TextAsync(string expression) => (await EvaluateAsync(expression))?.ToString() ?? "";

    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode result = await CallAsync("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true,
        });
        if (result["exceptionDetails"] is { } problem)
            throw new InvalidOperationException(problem.ToJsonString());
        return result["result"]!["value"]?.DeepClone();
    }

    /// <summary>What a screen reader finds on the page, in its order.</summary>
    public async Task<IEnumerable<AccessibleNode>> AccessibleNodesAsync()
    {
        JsonNode result = await CallAsync("Accessibility.getFullAXTree");
        return result["nodes"]!.AsArray().Where(n => !(bool)n!["ignored"]!).Select(n => new AccessibleNode(
            Text(n!["role"]), Text(n["name"]), Text((n["properties"]?.AsArray() ?? [])
                .FirstOrDefault(p => (string)p!["name"]! == "valuetext")?["value"] ?? n["value"])));

        static string Text(JsonNode? value) => value?["value"]?.ToString().Trim() ?? "";
    }

    /// <summary>Presses a key of the keyboard, and waits until the page has drawn.</summary>
    public async Task PressAsync(string key)
    {
        int code = key switch { "End" => 35, "Home" => 36, "Enter" => 13, _ => throw new ArgumentException(key) };
        foreach (string type in new[] { "keyDown", "keyUp" })
            await CallAsync("Input.dispatchKeyEvent", new JsonObject
            {
                ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code,
                ["text"] = key == "Enter" && type == "keyDown" ? "\r" : "",
            });
        await SettleAsync();
    }

    public async Task<byte[]> PictureAsync(bool isWhole)
    {
        await SettleAsync();
        var parameters = new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = isWhole };
        if (isWhole)
        {
            parameters["clip"] = await EvaluateAsync("""
                (e => ({ x: 0, y: 0, width: e.clientWidth, height: e.scrollHeight, scale: 1 }))
                  (document.documentElement)
                """);
        }
        JsonNode result = await CallAsync("Page.captureScreenshot", parameters);
        return Convert.FromBase64String((string)result["data"]!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _socket.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    // What is changed is drawn in the next frame, a sweep over an input in pieces, and seen in the frame after it.
    private async Task SettleAsync()
    {
        const string TwoFrames =
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))";
        await EvaluateAsync(TwoFrames);
        if (!await UntilAsync("!document.querySelector('[aria-busy=true]')"))
            throw new TimeoutException("The page is never done.");
        await EvaluateAsync(TwoFrames);
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        int id = ++_next;
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_calls)
            _calls[id] = answer;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, true, default);
        return await answer.Task.WaitAsync(Limit);
    }

    private async Task ListenAsync()
    {
        byte[] buffer = new byte[1 << 16];
        while (_socket.State == WebSocketState.Open)
        {
            using var message = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, default);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            JsonNode node = JsonNode.Parse(message.ToArray())!;
            if ((int?)node["id"] is { } id)
            {
                TaskCompletionSource<JsonNode> call;
                lock (_calls)
                    call = _calls[id];
                if (node["error"] is { } error)
                    call.SetException(new InvalidOperationException(error.ToJsonString()));
                else
                    call.SetResult(node["result"]!);
            }
            else if ((string?)node["method"] == "Page.loadEventFired")
            {
                _load.TrySetResult();
            }
            else if ((string?)node["method"] == "Log.entryAdded")
            {
                Complaints.Add((string)node["params"]!["entry"]!["text"]!);
            }
            else if ((string?)node["method"] == "Runtime.exceptionThrown")
            {
                JsonNode details = node["params"]!["exceptionDetails"]!;
                Complaints.Add((string?)details["exception"]?["description"] ?? (string)details["text"]!);
            }
        }
    }
}
