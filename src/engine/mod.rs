//! Runs a recipe over a table and keeps what an edit can reuse.

mod assembly;
mod bins;
mod boxes;
mod detail;
mod distribution;
mod error;
mod files;
mod finding;
mod groups;
mod originals;
mod profile;
mod rows;
mod run;
mod summary;
mod values;
mod verdict;

pub use assembly::SourceFile;
pub use detail::*;
pub(crate) use distribution::histogram_of;
pub use distribution::{Tails, along_bins};
pub(crate) use distribution::{exact_edges, with_tails};
pub use error::EngineError;
pub use files::*;
pub use finding::*;
pub use originals::{Batch, FileError, OriginalCell, Originals};
pub use profile::{newest_date, profile, profile_column};
pub use rows::FoundRows;
pub use run::Engine;
pub use summary::*;
pub use verdict::*;

#[cfg(test)]
mod telco;
#[cfg(test)]
mod tests;
