//! One thing that reading the file found, as it stands in lists.

use crate::app::state::App;
use crate::app::ui::Icon;
use crate::engine::Severity;
use crate::messages::{format, source as m};
use leptos::prelude::*;

/// A finding: how weighty, what, where.
#[component]
pub fn NoteView(note: m::Note, testid: &'static str) -> impl IntoView {
    let app = App::get();
    let (class, icon, severity) = match note.severity {
        Severity::Hint => ("import-note", Icon::Info, "hint"),
        Severity::Warning => ("import-note import-note-warn", Icon::Warning, "warning"),
        Severity::Error => ("import-note import-note-bad", Icon::Warning, "error"),
    };
    let more = note.more;
    let places = (!note.places.is_empty()).then(|| {
        let listed = note.places.into_iter().map(|place| view! { <li>{place}</li> }).collect_view();
        view! {
            <ul class="import-places">
                {listed} {(more > 0).then(|| view! { <li class="muted">{move || m::and_more(app.lang(), format::count(more as usize))}</li> })}
            </ul>
        }
    });
    view! {
        <li class=class data-testid=testid data-severity=severity>
            {icon}
            <div class="grow">
                <p>{note.text}</p>
                {places}
            </div>
        </li>
    }
}
