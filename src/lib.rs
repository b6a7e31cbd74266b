//! Stratify: customer segmentation and tiering over one table, in a browser tab or on the command line.
//!
//! Data flows one way through the modules, and a module knows nothing of those below it in this list:
//!
//! - [`table`]: typed columns, bitmaps, ranks, statistics.
//! - [`ingest`]: bytes become a [`table::Table`].
//! - [`recipe`]: the workbook as data: source, steps and their parameters. Computes nothing.
//! - [`steps`]: one module per step kind: lint, compute, explain.
//! - [`engine`]: runs a recipe over a table and keeps what an edit can reuse.
//! - [`templates`]: ready recipes that find their columns.
//! - [`export`]: the result leaves: CSV, workbook, archive.
//! - [`mod@messages`]: every sentence that a person reads, in each language.
//! - [`sample`]: two made-up data sets to try things on.
//! - [`chart`]: summary numbers become SVG.
//! - [`protocol`]: what the page and the worker say to each other.
//! - [`wire`]: values as text, for messages and for what the page stores.
//! - `cli` (native only): the command line.
//! - `worker`, `app` (wasm only): the worker that owns the data, and the page.

pub mod chart;
pub mod engine;
pub mod export;
pub mod ingest;
pub mod messages;
pub mod protocol;
pub mod recipe;
pub mod sample;
pub mod steps;
pub mod table;
pub mod templates;
pub mod wire;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod app;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(target_arch = "wasm32")]
pub mod worker;
