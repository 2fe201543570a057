// ONNX Runtime's side of the paired benchmarks, driven over standard input and output (see Contestant.cs).
// node onnxruntime_peer.js FOLDER_OF_NODE_MODULES MODEL THREADS CHANNELS HEIGHT WIDTH
const fs = require('fs');
const path = require('path');
const readline = require('readline');

const [modules, model, ...sizes] = process.argv.slice(2);
const [threads, channels, height, width] = sizes.map(Number);
const packageFolder = path.resolve(modules, 'node_modules', 'onnxruntime-node');
const runtime = require(packageFolder);
const version = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'))).version;

const reply = values => process.stdout.write(JSON.stringify(values) + '\n');

function peakMemory() {
  return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
}

function images(batch) {
  const values = new Float32Array(batch * channels * height * width);
  for (let i = 0; i < values.length; i++) values[i] = Math.random() + Math.random() + Math.random() - 1.5;
  return new runtime.Tensor('float32', values, [batch, channels, height, width]);
}

async function main() {
  const session = await runtime.InferenceSession.create(model, {
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', intraOpNumThreads: threads, interOpNumThreads: 1,
  });
  reply({ version: `ONNX Runtime ${version}` });
  let inputs = { batch: 0 };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [seconds, batch] = line.split(' ').map(Number);
    if (inputs.batch !== batch) {
      inputs = { batch, feeds: { [session.inputNames[0]]: images(batch) } };
      for (let i = 0; i < 2; i++) await session.run(inputs.feeds);
    }
    const times = [];
    const start = performance.now();
    let output;
    do {
      const begin = performance.now();
      output = await session.run(inputs.feeds);
      times.push(performance.now() - begin);
    } while (performance.now() - start < 1000 * (times.length >= 3 ? seconds : 5 * seconds)); // At least three steps, unless they are very long.
    const elapsed = performance.now() - start;
    times.sort((a, b) => a - b);
    const middle = times.length >> 1;
    const median = times.length % 2 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
    reply({
      steps: times.length, seconds: elapsed / 1000, median_step_seconds: median / 1000, fastest_step_seconds: times[0] / 1000, check: output[session.outputNames[0]].data[0], peak_memory_bytes: peakMemory(),
    });
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
