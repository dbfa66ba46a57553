/// Benchmarks. Each prints figures and the ratio to a peer that was measured in the same run; no
/// test asserts a time.
///
/// [dev.limn.bench.Versus] runs training steps here and in PyTorch by turns;
/// [dev.limn.bench.TrainStep] is our side of it. `bench/run` starts them. A new net is a line in
/// its switch, its batch in `Versus`, and a step in `bench/peer`. `bench/draw` starts
/// [dev.limn.bench.DrawVersus], whose near side is [dev.limn.bench.DrawStep]. `bench/micro` starts
/// `SmallOperations` in the tests of the engine, its wrapper against the binding, and
/// [dev.limn.bench.AdamStep], an update of five million parameters; `bench/toys` starts
/// [dev.limn.bench.ToyStep].
package dev.limn.bench;
