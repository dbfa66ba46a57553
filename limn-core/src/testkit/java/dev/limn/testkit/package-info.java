/// What the tests of several modules need: a model small enough to be made for a test, and the
/// folder of data that the repository does not hold.
///
/// Every module that needs it compiles it with its own tests; it is in no jar.
package dev.limn.testkit;
