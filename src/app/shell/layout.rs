//! Sizes of the panels, and which are shown. Kept in the browser.

use serde::{Deserialize, Serialize};

/// Sizes in pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub side: f64,
    pub charts: f64,
    pub bottom: f64,
    pub side_open: bool,
    pub charts_open: bool,
    pub bottom_open: bool,
}

impl Layout {
    /// What suits a window of that size.
    pub fn for_window(width: f64, height: f64) -> Layout {
        Layout {
            side: (width * 0.23).clamp(SIDE.0, 288.0).round(),
            charts: (width * 0.27).clamp(CHARTS.0, 400.0).round(),
            bottom: (height * 0.34).clamp(BOTTOM.0, 360.0).round(),
            ..Layout::default()
        }
    }
}

impl Default for Layout {
    fn default() -> Layout {
        Layout { side: 272.0, charts: 380.0, bottom: 300.0, side_open: true, charts_open: true, bottom_open: true }
    }
}

/// Smallest and largest size of a panel.
pub const SIDE: (f64, f64) = (200.0, 480.0);
pub const CHARTS: (f64, f64) = (240.0, 760.0);
pub const BOTTOM: (f64, f64) = (120.0, 720.0);

/// The editor's least width, which no panel beside it takes away.
pub const EDITOR_LEAST: f64 = 360.0;
/// The editor's least height.
pub const EDITOR_LEAST_HEIGHT: f64 = 160.0;
