/// Settings, as files and the command line have them, and their checks.
///
/// A config is a record of one family, training or measure. [dev.limn.config.Settings] reads and
/// writes it under dashed keys, and makes one preset from another by naming what differs; its
/// compact constructor calls [dev.limn.config.Checks], so that it cannot be wrong. Whatever is
/// wrong is a [dev.limn.config.ConfigException]. Start with [dev.limn.config.Settings].
package dev.limn.config;
