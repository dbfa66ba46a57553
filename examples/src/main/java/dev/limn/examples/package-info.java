/// Programs a user would write, each small enough to be read at once.
///
/// Start with [RedBird][dev.limn.examples.RedBird], the one of the README;
/// [Interpolate][dev.limn.examples.Interpolate] goes from one sentence to another. Both expect a
/// model in `models/birds-64` of the folder in which they are started. The tests run them as
/// programs of their own. One more is a class with a `main` here and a test that runs it.
package dev.limn.examples;
