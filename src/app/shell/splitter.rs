//! A divider between panels: dragged by pointer, moved by keyboard (WAI-ARIA window splitter).

use super::layout::{BOTTOM, CHARTS, EDITOR_LEAST, EDITOR_LEAST_HEIGHT, Layout, SIDE};
use crate::app::state::App;
use crate::app::ui::tr;
use crate::messages::shell as m;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

/// Which panel a divider sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Side,
    Charts,
    Bottom,
}

/// Pixels that an arrow key moves.
const STEP: f64 = 16.0;
/// Height of the top bar and width of a divider, as in `style/shell.css`.
const TOP: f64 = 48.0;
const DIVIDER: f64 = 5.0;

impl Edge {
    fn size(self, layout: &Layout) -> f64 {
        match self {
            Edge::Side => layout.side,
            Edge::Charts => layout.charts,
            Edge::Bottom => layout.bottom,
        }
    }

    /// Smallest and largest size in this window.
    fn range(self, layout: &Layout) -> (f64, f64) {
        let (width, height) = super::status::window_size();
        let beside = |open: bool, size: f64| if open { size + DIVIDER } else { 0.0 };
        let ((least, most), room) = match self {
            Edge::Side => (SIDE, width - beside(layout.charts_open, layout.charts) - EDITOR_LEAST),
            Edge::Charts => (CHARTS, width - beside(layout.side_open, layout.side) - EDITOR_LEAST),
            Edge::Bottom => (BOTTOM, height - TOP - EDITOR_LEAST_HEIGHT),
        };
        (least, most.min(room - DIVIDER).max(least))
    }

    fn set(self, layout: &mut Layout, size: f64) {
        let (least, most) = self.range(layout);
        let size = size.clamp(least, most).round();
        match self {
            Edge::Side => layout.side = size,
            Edge::Charts => layout.charts = size,
            Edge::Bottom => layout.bottom = size,
        }
    }

    fn close(self, layout: &mut Layout) {
        match self {
            Edge::Side => layout.side_open = false,
            Edge::Charts => layout.charts_open = false,
            Edge::Bottom => layout.bottom_open = false,
        }
    }

    /// The panel's size where the pointer is.
    fn at_pointer(self, event: &PointerEvent) -> f64 {
        let (width, height) = super::status::window_size();
        match self {
            Edge::Side => f64::from(event.client_x()),
            Edge::Charts => width - f64::from(event.client_x()),
            Edge::Bottom => height - f64::from(event.client_y()),
        }
    }
}

#[component]
pub fn Splitter(edge: Edge) -> impl IntoView {
    let app = App::get();
    let layout = app.layout;
    let dragging = RwSignal::new(false);
    let bar = NodeRef::<html::Div>::new();
    let (class, controls, label, testid) = match edge {
        Edge::Side => ("splitter splitter-side", "panel-side", tr(m::resize_side), "split-side"),
        Edge::Charts => ("splitter splitter-charts", "panel-charts", tr(m::resize_charts), "split-charts"),
        Edge::Bottom => ("splitter splitter-bottom", "panel-bottom", tr(m::resize_customers), "split-bottom"),
    };
    let resize = move |by: f64| layout.update(|l| edge.set(l, edge.size(l) + by));
    let on_key = move |event: KeyboardEvent| {
        match (edge, event.key().as_str()) {
            (Edge::Side, "ArrowRight") | (Edge::Charts, "ArrowLeft") | (Edge::Bottom, "ArrowUp") => resize(STEP),
            (Edge::Side, "ArrowLeft") | (Edge::Charts, "ArrowRight") | (Edge::Bottom, "ArrowDown") => resize(-STEP),
            (_, "Home") => resize(f64::NEG_INFINITY),
            (_, "End") => resize(f64::INFINITY),
            (_, "Enter") => layout.update(|l| edge.close(l)),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div
            node_ref=bar
            class=class
            class:dragging=dragging
            role="separator"
            tabindex="0"
            aria-label=label
            title=label
            aria-orientation=if edge == Edge::Bottom { "horizontal" } else { "vertical" }
            aria-controls=controls
            aria-valuenow=move || layout.with(|l| edge.size(l)).to_string()
            aria-valuemin=move || layout.with(|l| edge.range(l).0).to_string()
            aria-valuemax=move || layout.with(|l| edge.range(l).1).to_string()
            data-testid=testid
            on:keydown=on_key
            on:pointerdown=move |event| {
                if event.button() == 0 && let Some(bar) = bar.get_untracked() {
                    let _ = bar.set_pointer_capture(event.pointer_id());
                    dragging.set(true);
                    event.prevent_default();
                }
            }
            on:pointermove=move |event| {
                if dragging.get_untracked() {
                    layout.update(|l| edge.set(l, edge.at_pointer(&event)));
                }
            }
            on:lostpointercapture=move |_| dragging.set(false)
            on:dblclick=move |_| {
                let (width, height) = super::status::window_size();
                let usual = Layout::for_window(width, height);
                layout.update(|l| edge.set(l, edge.size(&usual)));
            }
        ></div>
    }
}
