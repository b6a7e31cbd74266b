//! What has happened, said in a corner of the page and to screen readers.

use crate::app::state::{App, NoticeKind};
use crate::app::ui::{Icon, IconButton, tr};
use crate::messages::dialogs as m;
use leptos::prelude::*;
use std::time::Duration;

/// How long a notice that asks for nothing stays.
const STAYS: Duration = Duration::from_secs(9);

#[component]
pub fn Notices() -> impl IntoView {
    let app = App::get();
    view! {
        <div class="notices" role="region" aria-label=tr(m::notices) aria-live="polite" data-testid="notices">
            <For each=move || app.notices.get() key=|n| n.id let:notice>
                {
                    let id = notice.id;
                    if notice.kind == NoticeKind::Done {
                        set_timeout(move || app.dismiss(id), STAYS);
                    }
                    let (class, icon) = match notice.kind {
                        NoticeKind::Done => ("notice notice-done", Icon::Check),
                        NoticeKind::Warning => ("notice notice-warning", Icon::Warning),
                        NoticeKind::Error => ("notice notice-error", Icon::Warning),
                    };
                    view! {
                        <div class=class role=(notice.kind == NoticeKind::Error).then_some("alert") data-testid="notice">
                            {icon}
                            <p class="grow">{notice.text}</p>
                            <IconButton
                                icon=Icon::Close
                                class="btn-small"
                                label=tr(m::dismiss)
                                on_click=Callback::new(move |()| app.dismiss(id))
                            />
                        </div>
                    }
                }
            </For>
        </div>
    }
}
