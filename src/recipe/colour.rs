//! Named colours, so that a segment looks right in the light and in the dark theme.

use serde::{Deserialize, Serialize};

/// A slot of the categorical palette (`--c0` … `--c11` in `style/`). The first eight are Okabe and Ito's
/// colour-blind-safe set ("Color Universal Design", 2008), with grey in place of black.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    #[default]
    Grey,
    Vermilion,
    Orange,
    Blue,
    Sky,
    Green,
    Pink,
    Yellow,
    Violet,
    Brown,
    Teal,
    Slate,
}

impl Colour {
    /// Every colour, in the order in which new segments take them (grey, for "everyone else", first).
    pub const ALL: [Colour; 12] = [
        Colour::Grey,
        Colour::Vermilion,
        Colour::Orange,
        Colour::Blue,
        Colour::Sky,
        Colour::Green,
        Colour::Pink,
        Colour::Yellow,
        Colour::Violet,
        Colour::Brown,
        Colour::Teal,
        Colour::Slate,
    ];

    /// Its place in the palette: the `n` of the CSS variable `--cn`.
    pub fn slot(self) -> usize {
        Colour::ALL.iter().position(|&c| c == self).unwrap_or(0)
    }

    /// The colour for the `n`th segment, counting from 0; grey is left for "everyone else".
    pub fn nth(n: usize) -> Colour {
        Colour::ALL[1 + n % (Colour::ALL.len() - 1)]
    }
}
