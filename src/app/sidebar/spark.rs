//! Columns drawn small: a histogram for numbers and dates, a strip of the most frequent values for text and yes/no. Their words and
//! numbers stand elsewhere.

use crate::engine::{ColumnProfile, Histogram};
use leptos::prelude::*;

/// Height of the drawing's own coordinates.
const HEIGHT: f64 = 20.0;

/// The column in 64 × 20 pixels.
pub fn spark(profile: &ColumnProfile, rows: usize) -> Option<AnyView> {
    match &profile.histogram {
        Some(histogram) if !histogram.counts.is_empty() => Some(bars(histogram)),
        _ if !profile.top.is_empty() && profile.distinct <= profile.top.len().max(12) => Some(strip(profile, rows)),
        _ => None,
    }
}

fn bars(histogram: &Histogram) -> AnyView {
    let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let path: String = histogram
        .counts
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
        .map(|(i, &n)| {
            let h = (n as f64 / most * HEIGHT).max(1.0);
            format!("M{:.2} {HEIGHT}v-{h:.2}h.84v{h:.2}z", i as f64 + 0.08)
        })
        .collect();
    view! {
        <svg class="spark" viewBox=format!("0 0 {} {HEIGHT}", histogram.counts.len()) preserveAspectRatio="none" aria-hidden="true">
            <path d=path/>
        </svg>
    }
    .into_any()
}

fn strip(profile: &ColumnProfile, rows: usize) -> AnyView {
    let all = rows.max(1) as f64;
    let mut x = 0.0;
    let parts = profile
        .top
        .iter()
        .enumerate()
        .map(|(i, (_, n))| {
            let width = *n as f64 / all * 100.0;
            let at = x;
            x += width;
            // Parts fade, the most frequent being the strongest.
            let opacity = (0.95 - 0.2 * i as f64).max(0.25);
            view! { <rect x=format!("{at:.2}") y="0" width=format!("{:.2}", (width - 1.2).max(0.6)) height="20" opacity=format!("{opacity:.2}")/> }
        })
        .collect_view();
    view! {
        <svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
            {parts}
        </svg>
    }
    .into_any()
}
