//! What a chart is painted with: names of design tokens, resolved when the SVG is written. On the page they become CSS variables, so that one
//! drawing serves the light and the dark theme; in a saved file they become the colours themselves.

use crate::recipe::Colour;

/// A colour by its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    Ink,
    Ink2,
    Ink3,
    /// Axes.
    Line,
    /// Grid lines.
    Grid,
    /// The ground that a chart stands on.
    Panel,
    /// A colour of the categorical palette.
    Group(Colour),
}

/// How many palette slots the tokens have.
const SLOTS: u8 = Colour::ALL.len() as u8;
const ROLES: [(Paint, &str); 6] = [
    (Paint::Ink, "--ink"),
    (Paint::Ink2, "--ink2"),
    (Paint::Ink3, "--ink3"),
    (Paint::Line, "--line"),
    (Paint::Grid, "--line2"),
    (Paint::Panel, "--panel"),
];

impl Paint {
    /// A number below 256, for the backend's marker colours.
    pub(super) fn code(self) -> u8 {
        match self {
            Paint::Group(colour) => colour.slot() as u8,
            role => SLOTS + ROLES.iter().position(|(r, _)| *r == role).unwrap_or(0) as u8,
        }
    }

    /// The paint of a code; None for a number that is none.
    pub(super) fn from_code(code: u8) -> Option<Paint> {
        match code.checked_sub(SLOTS) {
            None => Some(Paint::Group(Colour::ALL[usize::from(code)])),
            Some(role) => ROLES.get(usize::from(role)).map(|(r, _)| *r),
        }
    }

    /// Name of the CSS variable that holds it.
    pub fn token(self) -> String {
        match self {
            Paint::Group(colour) => format!("--c{}", colour.slot()),
            role => ROLES.iter().find(|(r, _)| *r == role).map_or("--ink", |(_, token)| token).to_owned(),
        }
    }

    /// Every paint that a chart may use.
    pub fn all() -> impl Iterator<Item = Paint> {
        Colour::ALL.into_iter().map(Paint::Group).chain(ROLES.into_iter().map(|(role, _)| role))
    }
}

/// How paints are written.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Palette {
    /// As `var(--…)`: for the page.
    #[default]
    Variables,
    /// As literal colours, one per [`Paint::all`] in its order: for a file that stands alone.
    Literal(Vec<String>),
}

impl Palette {
    /// A literal palette from the value of each token (`--ink` → `#1b2430`). A value that is no plain CSS colour becomes black.
    pub fn literal(value: impl Fn(&str) -> String) -> Palette {
        Palette::Literal(
            Paint::all()
                .map(|paint| {
                    let colour = value(&paint.token());
                    let colour = colour.trim();
                    let plain = !colour.is_empty() && colour.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.% /-".contains(c));
                    if plain { colour.to_owned() } else { "#000".to_owned() }
                })
                .collect(),
        )
    }

    /// The paint as the value of an SVG attribute.
    pub(super) fn attribute(&self, paint: Paint) -> String {
        match self {
            Palette::Variables => format!("var({})", paint.token()),
            Palette::Literal(values) => {
                Paint::all().position(|p| p == paint).and_then(|i| values.get(i)).cloned().unwrap_or_else(|| "#000".into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paint_goes_through_its_code() {
        for paint in Paint::all() {
            assert_eq!(Paint::from_code(paint.code()), Some(paint));
        }
        assert_eq!(Paint::from_code(255), None);
    }

    #[test]
    fn a_literal_palette_holds_nothing_but_colours() {
        let palette = Palette::literal(|token| if token == "--ink" { "\"/><script>".into() } else { format!(" #{:06x}", token.len()) });
        assert_eq!(palette.attribute(Paint::Ink), "#000");
        assert_eq!(palette.attribute(Paint::Panel), "#000007");
        assert_eq!(Palette::Variables.attribute(Paint::Group(Colour::Blue)), "var(--c3)");
    }
}
