//! Parameters of the `matrix` step: two earlier tierings crossed.

use super::Colour;
use serde::{Deserialize, Serialize};

/// The groups of one earlier step by those of another; each cell has a name of its own or shares one with others.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// Name of the earlier step down the side. Empty: not chosen yet.
    #[serde(default)]
    pub rows: String,
    /// Name of the earlier step along the top. Empty: not chosen yet.
    #[serde(default)]
    pub columns: String,
    /// Named cells. A cell of the grid that is in none of them is a group of its own, named `ROW × COLUMN`.
    #[serde(default)]
    pub cells: Vec<MatrixCell>,
}

/// One name for one or more cells of the grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixCell {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
    /// The cells that bear the name, each as `[row group, column group]`.
    pub at: Vec<(String, String)>,
}
