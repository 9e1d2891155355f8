// Runs model.onnx in Node.js and in Chromium, and compares with predicted.csv: see check.sh.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import nodeRuntime from "onnxruntime-node";
import * as webRuntime from "onnxruntime-web";

const lines = readFileSync("predicted.csv", "utf8").trim().split("\n").map(line => line.split(","));
const header = lines[0], rows = lines.slice(1).map(line => line.map(Number));
const version = name => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
let failed = false;

// Also runs in the browser, as text: it uses nothing from around it.
async function largestDifference(ort, source, header, rows) {
    const session = await ort.InferenceSession.create(source), feeds = {};
    for (const input of session.inputNames) {
        const values = rows.map(row => row[header.indexOf(input)]);
        feeds[input] = new ort.Tensor("float64", Float64Array.from(values), [rows.length, 1]);
    }
    const { mean, std, quantiles } = await session.run(feeds);
    const [, targets, levels] = quantiles.dims, places = header.flatMap((name, i) => name.endsWith("_mean") ? [i] : []);
    if (places.length !== targets)
        throw new Error(`${targets} targets, and ${places.length} columns that end in _mean`);
    let largest = 0;
    rows.forEach((row, r) => places.forEach((at, d) => {
        const i = r * targets + d, expected = row.slice(at, at + 2 + levels);
        const actual = [mean.data[i], std.data[i], ...quantiles.data.slice(i * levels, (i + 1) * levels)];
        actual.forEach((value, j) => {
            const scale = Math.max(Math.abs(expected[j]), expected[1]);
            largest = Math.max(largest, Math.abs(value - expected[j]) / scale || 0);
            if (!Number.isFinite(value) && Number.isFinite(expected[j])) largest = Infinity;
        });
    }));
    return largest;
}

function report(where, difference, count = rows.length) {
    const isClose = difference <= 1e-5;
    failed ||= !isClose;
    console.log(`${where}: ${count} rows, largest relative difference ${difference.toExponential(1)}`
        + (isClose ? "" : ", which is too much"));
}

async function inChromium() {
    const page = `<script type="module">
        import * as ort from "/dist/ort.min.mjs";
        ort.env.wasm.numThreads = 1;
        const ask = async () => ({ agent: navigator.userAgent, largest: String(await (${largestDifference})(
            ort, "/model.onnx", ${JSON.stringify(header)}, ${JSON.stringify(rows)})) });
        fetch("/answer", { method: "POST", body: JSON.stringify(await ask().catch(e => ({ error: String(e) }))) });
        </script>`;
    const types = { "": "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
    const { promise, resolve } = deferred();
    const server = createServer(async (request, response) => {
        if (request.url === "/answer") {
            let body = "";
            for await (const part of request) body += part;
            response.end();
            resolve(JSON.parse(body));
            return;
        }
        const path = new URL(request.url, "http://localhost").pathname;
        response.setHeader("content-type", types[extname(path).slice(1)] ?? "application/octet-stream");
        try {
            response.end(path === "/" ? page
                : readFileSync(path === "/model.onnx" ? "model.onnx" : `node_modules/onnxruntime-web${path}`));
        } catch {
            response.writeHead(404).end();
        }
    }).listen(0, "127.0.0.1");
    await new Promise(listening => server.once("listening", listening));
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=chromium-profile"];
    const browser = spawn("chromium", [...options, `http://127.0.0.1:${server.address().port}/`], { stdio: "ignore" });
    browser.once("error", error => resolve({ error: `there is no Chromium (${error.code})` }));
    const answer = await promise;
    browser.kill();
    server.close();
    server.closeAllConnections();
    return answer;
}

function deferred() {
    let resolve;
    const promise = new Promise(r => { resolve = r; });
    return { promise, resolve };
}

report(`onnxruntime-node ${version("onnxruntime-node")} in Node.js ${process.version}`,
    await largestDifference(nodeRuntime, "model.onnx", header, rows));
const waiting = header.indexOf("waiting"), { inputNames } = await nodeRuntime.InferenceSession.create("model.onnx");
if (inputNames.join() === "waiting" && [50, 65, 80].every(w => rows.some(row => row[waiting] === w))) {
    // The lines of docs/scale.md as they stand there.
    const { mean } = await import("./page.mjs"), at = header.findIndex(name => name.endsWith("_mean"));
    report("the page's lines in Node.js", Math.max(...[50, 65, 80].map((w, i) =>
        Math.abs(mean.data[i] / rows.find(row => row[waiting] === w)[at] - 1))), 3);
}
webRuntime.env.wasm.numThreads = 1;
report(`onnxruntime-web ${version("onnxruntime-web")} in Node.js ${process.version}`,
    await largestDifference(webRuntime, readFileSync("model.onnx"), header, rows));
const { error, agent, largest } = await inChromium();
if (error) {
    failed = true;
    console.log(`Chromium: ${error}`);
} else {
    const browser = agent.match(/HeadlessChrome\/[\d.]+/);
    report(`onnxruntime-web ${version("onnxruntime-web")} in ${browser}`, Number(largest));
}
process.exit(failed ? 1 : 0);
