/// Settings and their checks.
///
/// [dev.limn.config.Checks] is what the compact constructors of all configs call;
/// [dev.limn.config.ConfigException] is what they throw.
package dev.limn.config;
