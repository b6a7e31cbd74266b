//! Icons as inline SVG: one path each on a 16 × 16 grid, drawn in the colour of the text around them. Decoration only: what they mean
//! is said by the text or label of the control that they stand in.

use crate::recipe::StepKind;
use crate::table::ColumnType;
use leptos::prelude::*;
use leptos::tachys::view::IntoRender;

/// An icon; stands in a view as `{Icon::Undo}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    Undo,
    Redo,
    Sun,
    Moon,
    Plus,
    Minus,
    Close,
    ChevronDown,
    ChevronRight,
    ChevronLeft,
    ChevronUp,
    Grip,
    More,
    Duplicate,
    Trash,
    Eye,
    EyeOff,
    ArrowUp,
    ArrowDown,
    Download,
    Upload,
    Search,
    Filter,
    Warning,
    Info,
    Check,
    Lock,
    Table,
    Chart,
    Edit,
    Help,
    Globe,
    Save,
    Folder,
    Paste,
    Copy,
    File,
    Refresh,
    Columns,
    PanelLeft,
    PanelRight,
    PanelBottom,
    Sort,
    Calendar,
    Group,
    Play,
    Link,
    Text,
    Number,
    Date,
    Boolean,
    Source,
    Rollup,
    Rules,
    Tiers,
    Scorecard,
    Rfm,
    Lifecycle,
    Matrix,
    Formula,
    Playbook,
    Clusters,
    Clv,
}

impl Icon {
    /// The icon of a column type.
    pub fn of_type(column_type: ColumnType) -> Icon {
        match column_type {
            ColumnType::Text => Icon::Text,
            ColumnType::Number => Icon::Number,
            ColumnType::Date => Icon::Date,
            ColumnType::Boolean => Icon::Boolean,
        }
    }

    /// The icon of a step kind.
    pub fn of_step(kind: &StepKind) -> Icon {
        match kind {
            StepKind::Rules(_) => Icon::Rules,
            StepKind::Tiers(_) => Icon::Tiers,
            StepKind::Matrix(_) => Icon::Matrix,
            StepKind::Rfm(_) => Icon::Rfm,
            StepKind::Lifecycle(_) => Icon::Lifecycle,
            StepKind::Scorecard(_) => Icon::Scorecard,
            StepKind::Formula(_) => Icon::Formula,
            StepKind::Playbook(_) => Icon::Playbook,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Icon::Undo => "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M6 3.5l-3 3 3 3",
            Icon::Redo => "M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M10 3.5l3 3-3 3",
            Icon::Sun => {
                "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"
            }
            Icon::Moon => "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z",
            Icon::Plus => "M8 3v10M3 8h10",
            Icon::Minus => "M3 8h10",
            Icon::Close => "M4 4l8 8M12 4l-8 8",
            Icon::ChevronDown => "M4.5 6.5 8 10l3.5-3.5",
            Icon::ChevronUp => "M4.5 9.5 8 6l3.5 3.5",
            Icon::ChevronRight => "M6.5 4.5 10 8l-3.5 3.5",
            Icon::ChevronLeft => "M9.5 4.5 6 8l3.5 3.5",
            Icon::Grip => "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
            Icon::More => "M3.5 8h.01M8 8h.01M12.5 8h.01",
            Icon::Duplicate => {
                "M6 2.5h6.5a1 1 0 0 1 1 1V10M3.5 5.5H9a1 1 0 0 1 1 1V12.5a1 1 0 0 1-1 1H3.5a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1M6.2 7.8v3.4M4.5 9.5h3.4"
            }
            Icon::Copy => "M6 2.5h6.5a1 1 0 0 1 1 1V10M3.5 5.5H9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3.5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1",
            Icon::Trash => "M2.5 4.5h11M6.5 4.3v-1.8h3v1.8M4 4.7l.6 8.8h6.8l.6-8.8M6.7 7.2v3.8M9.3 7.2v3.8",
            Icon::Eye => "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
            Icon::EyeOff => {
                "M3.8 5.1C2.3 6.4 1.5 8 1.5 8S4 12.5 8 12.5c1 0 1.9-.3 2.7-.7M6.5 3.7C7 3.6 7.5 3.5 8 3.5c4 0 6.5 4.5 6.5 4.5s-.6 1.1-1.7 2.2M2.5 2.5l11 11"
            }
            Icon::ArrowUp => "M8 13V3M4 7l4-4 4 4",
            Icon::ArrowDown => "M8 3v10M4 9l4 4 4-4",
            Icon::Download => "M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M2.5 13.5h11",
            Icon::Upload => "M8 10.5v-8M4.8 5.7 8 2.5l3.2 3.2M2.5 13.5h11",
            Icon::Search => "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.4 10.4l3.1 3.1",
            Icon::Filter => "M2 3.5h12L9.5 8.7v4.3l-3-1.5V8.7Z",
            Icon::Warning => "M8 2.2 14.5 13.5h-13ZM8 6.5v3.2M8 11.7h.01",
            Icon::Info => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.3v3.7M8 5h.01",
            Icon::Check => "M3 8.5 6.5 12 13 4.5",
            Icon::Lock => "M4.5 7.2h7a1 1 0 0 1 1 1v4.3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8.2a1 1 0 0 1 1-1M5.3 7V5a2.7 2.7 0 0 1 5.4 0v2",
            Icon::Table => "M2.5 3h11v10h-11ZM2.5 6.3h11M2.5 9.7h11M6.5 6.3V13",
            Icon::Chart => "M2.5 2.5v11h11M5.5 11V8M8.5 11V5M11.5 11V7",
            Icon::Edit => "M10.5 3 13 5.5 5.5 13H3v-2.5ZM9 4.5 11.5 7",
            Icon::Help => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M6.2 6.2a1.8 1.8 0 1 1 2.7 1.6c-.6.3-.9.7-.9 1.4M8 11.5h.01",
            Icon::Globe => {
                "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M1.8 8h12.4M8 1.8c2 2 2.6 4 2.6 6.2S10 12.2 8 14.2C6 12.2 5.4 10.2 5.4 8S6 3.8 8 1.8"
            }
            Icon::Save => "M2.5 3.5a1 1 0 0 1 1-1h7.5l2.5 2.5v7.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1ZM5 2.7V6h5V2.7M5 13.3V9.5h6v3.8",
            Icon::Folder => "M1.8 4.5a1 1 0 0 1 1-1h3.4l1.5 1.7h5.5a1 1 0 0 1 1 1v6.3a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1Z",
            Icon::Paste => "M5.5 3h-2v11h9V3h-2M5.5 2h5v2.5h-5ZM5.7 7.5h4.6M5.7 10.5h4.6",
            Icon::File => "M3.5 2h6l3 3v9h-9ZM9.3 2.2v3h3M6 8.5h4M6 11h4",
            Icon::Refresh => "M13.3 8a5.3 5.3 0 1 1-1.6-3.8M13.3 2v3h-3",
            Icon::Columns => "M2.5 3h11v10h-11ZM6.2 3v10M9.8 3v10",
            Icon::PanelLeft => "M2 3h12v10H2ZM6 3v10",
            Icon::PanelRight => "M2 3h12v10H2ZM10 3v10",
            Icon::PanelBottom => "M2 3h12v10H2ZM2 9.5h12",
            Icon::Sort => "M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5",
            Icon::Group => "M5.5 2.5h-2v11h2M8 5h5M8 8h5M8 11h5",
            Icon::Play => "M5 3v10l8-5Z",
            Icon::Link => "M6.5 9.5l3-3M7.2 4.8l1.5-1.5a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.8 11.2l-1.5 1.5a2.8 2.8 0 0 1-4-4l1.5-1.5",
            Icon::Text => "M3 4.5V3h10v1.5M8 3v10M6 13h4",
            Icon::Number => "M6.3 2.5 5 13.5M11 2.5 9.7 13.5M3 5.8h10.5M2.5 10.2H13",
            Icon::Date | Icon::Calendar => "M2.5 3.5h11v10h-11ZM2.5 6.8h11M5.5 2v3M10.5 2v3",
            Icon::Boolean => "M2.5 2.5h11v11h-11ZM5.2 8.2l2 2 3.6-4.4",
            Icon::Source => "M8 2c3 0 5 .8 5 2s-2 2-5 2-5-.8-5-2 2-2 5-2M3 4v8c0 1.2 2 2 5 2s5-.8 5-2V4M3 8c0 1.2 2 2 5 2s5-.8 5-2",
            Icon::Rollup => "M2.5 3h4M2.5 6h4M2.5 9h4M2.5 12h4M8.5 7.5h4.5M11 5.5l2 2-2 2",
            Icon::Rules => "M8 2.5v3M8 5.5 4 9.5v3M8 5.5l4 4v3M2.8 13.5h2.4M10.8 13.5h2.4",
            Icon::Tiers => "M8 2 5.5 6h5ZM4.8 7.5h6.4l1.3 2.5h-9ZM2.5 12h11L14.5 14h-13Z",
            Icon::Scorecard => "M2.5 4h6M2.5 8h9M2.5 12h4M11 4h2.5M13.5 8h.01M9 12h4.5",
            Icon::Rfm => "M2.5 13.5v-3M5.5 13.5v-6M8.5 13.5v-4M11.5 13.5v-8M13.5 2.5l-3 1.5",
            Icon::Lifecycle => "M13 8a5 5 0 0 1-8.7 3.4M3 8a5 5 0 0 1 8.7-3.4M11.7 2v2.7H9M4.3 14v-2.7H7",
            Icon::Matrix => "M2.5 2.5h4.5v4.5h-4.5ZM9 2.5h4.5v4.5H9ZM2.5 9h4.5v4.5h-4.5ZM9 9h4.5v4.5H9Z",
            Icon::Formula => "M12.5 4.2V3H4l4.5 5L4 13h8.5v-1.2",
            Icon::Playbook => "M3 2.5h8a2 2 0 0 1 2 2v9H5a2 2 0 0 1-2-2ZM6 6h4M6 9h4",
            Icon::Clusters => {
                "M5 3a1.8 1.8 0 1 0 0 3.6A1.8 1.8 0 0 0 5 3M11.5 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M7.5 10a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6"
            }
            Icon::Clv => "M2 12.5c3 0 3.5-7 6-7s2.5 3.5 6-2M11 3h3v3",
        }
    }

    /// The icon as a view, for places that want one kind of view from several branches.
    pub fn view(self) -> AnyView {
        let class = if matches!(self, Icon::Grip | Icon::More) { "icon icon-grip" } else { "icon" };
        view! {
            <svg class=class viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <path d=self.path()/>
            </svg>
        }
        .into_any()
    }
}

impl IntoRender for Icon {
    type Output = AnyView;

    fn into_render(self) -> AnyView {
        self.view()
    }
}

/// The mark of the product.
#[component]
pub fn Logo(#[prop(default = 20)] size: u32) -> impl IntoView {
    view! {
        <svg class="logo-mark" viewBox="0 0 20 20" width=size height=size aria-hidden="true" focusable="false">
            <path class="logo-top" d="M10 2 18 6 10 10 2 6Z"/>
            <path class="logo-middle" d="M2 10 10 14 18 10"/>
            <path class="logo-bottom" d="M2 14 10 18 18 14"/>
        </svg>
    }
}
