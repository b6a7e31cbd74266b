//! Runs a recipe over a table and keeps what an edit can reuse.

mod summary;

pub use summary::*;
