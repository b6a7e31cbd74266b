//! Runs a recipe over a table and keeps what an edit can reuse.

mod distribution;
mod error;
mod profile;
mod rows;
mod run;
mod summary;
mod values;

pub use error::EngineError;
pub use profile::{newest_date, profile, profile_column};
pub use run::Engine;
pub use summary::*;

#[cfg(test)]
mod telco;
#[cfg(test)]
mod tests;
