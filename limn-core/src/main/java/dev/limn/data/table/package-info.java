/// Tables of captions, as text: rows out of CSV, TSV, JSON and JSON lines, and what their columns
/// mean. Knows nothing of folders and pictures; `dev.limn.data` looks the names up.
///
/// Start with [dev.limn.data.table.CaptionTable], which is one table with its rows, and
/// [dev.limn.data.table.TableColumns], which holds every rule on column names, for tables of text
/// and for Parquet alike.
package dev.limn.data.table;
