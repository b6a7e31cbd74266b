//! The files of the source: the main one, those stacked below it, those joined by a key; what stacking and joining found.
//!
//! Test ids: `source-files`, `file-row` (one per file, with `data-file`), `file-report`, `file-keys`, `file-add`, `file-add-awaited`, `file-edit`,
//! `file-replace`, `file-remove`.

use super::notes::NoteView;
use crate::app::files;
use crate::app::state::{App, Dialog};
use crate::app::ui::{Icon, IconButton, tr, tr_with};
use crate::messages::files::Line;
use crate::messages::{files as m, findings, format, source as words};
use leptos::prelude::*;

/// How a further file is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Use {
    /// Its position in the stack.
    Stacked(usize),
    /// Its position among the joins.
    Joined(usize),
}

#[component]
pub fn FilesCard() -> impl IntoView {
    let app = App::get();
    let listed = memo(move |_| {
        app.workbook.with(|w| {
            let stacked = w.source.stack.iter().flat_map(|s| s.files.iter().enumerate()).map(|(i, f)| (f.name.clone(), Use::Stacked(i)));
            let joined = w.source.joins.iter().enumerate().map(|(i, j)| (j.file.clone(), Use::Joined(i)));
            stacked.chain(joined).collect::<Vec<_>>()
        })
    });
    let main = move || {
        let lang = app.lang();
        app.data.with(|d| {
            d.as_ref()
                .map(|d| (d.name.clone(), m::rows_and_columns(lang, format::count(d.report.rows), format::count(d.report.columns.len()))))
        })
    };
    let channel = move || app.evaluation.with(|e| Some(e.as_ref()?.files.as_ref()?.stack.as_ref()?.main_channel.clone()));
    view! {
        <section class="card source-card" aria-label=tr(m::title) data-testid="source-files">
            <h2>{tr(m::title)}</h2>
            <p class="note">{tr(m::hint)}</p>
            <ul class="file-list">
                <li class="file-row" data-testid="file-row">
                    <div class="row">
                        {Icon::File}
                        <b class="ellipsis">{move || main().map(|(name, _)| name)}</b>
                        <span class="chip">{tr(m::main_file)}</span>
                        {move || channel().map(|channel| view! { <span class="chip chip-accent" title=tr(m::channel)>{channel}</span> })}
                        <span class="muted small nowrap">{move || main().map(|(_, size)| size)}</span>
                    </div>
                </li>
                <For each=move || listed.get() key=|file| file.clone() let((name, used))>
                    <FileRow name used/>
                </For>
            </ul>
            <button type="button" class="btn" data-testid="file-add" on:click=move |_| files::choose(app)>
                {Icon::Plus}
                {tr(m::add)}
            </button>
        </section>
    }
}

#[component]
fn FileRow(name: String, used: Use) -> impl IntoView {
    let app = App::get();
    let stored = StoredValue::new(name.clone());
    let named = move |say: fn(crate::messages::Lang, String) -> String| tr_with(move |lang| say(lang, stored.get_value()));
    let held = memo(move |_| stored.with_value(|name| app.files.find(name)));
    let what = move || {
        let lang = app.lang();
        match used {
            Use::Stacked(_) => m::stacked_below(lang).to_owned(),
            Use::Joined(at) => {
                let keys = app.workbook.with(|w| w.source.joins.get(at).map(|j| format!("{} = {}", j.key, j.other_key())));
                format!("{} · {}", m::joined_by(lang), keys.unwrap_or_default())
            }
        }
    };
    let channel = move || match used {
        Use::Joined(_) => None,
        Use::Stacked(at) => app
            .evaluation
            .with(|e| {
                // The report lists the files that are there.
                let report = e.as_ref()?.files.as_ref()?.stack.as_ref()?;
                let name = stored.get_value();
                report.files.iter().find(|f| f.name == name).map(|f| f.channel.clone())
            })
            .or_else(|| app.workbook.with(|w| w.source.stack.as_ref()?.files.get(at)?.channel.clone())),
    };
    let size = move || {
        held.with(|h| {
            h.as_ref().map(|h| {
                let report = &h.added.report;
                m::rows_and_columns(app.lang(), format::count(report.rows), format::count(report.columns.len()))
            })
        })
    };
    let lines = memo(move |_| {
        let lang = app.lang();
        app.evaluation.with(|e| {
            let files = e.as_ref().and_then(|e| e.files.as_ref())?;
            match used {
                Use::Joined(at) => files.joins.get(at)?.as_ref().map(|report| m::join_lines(lang, report)),
                Use::Stacked(_) => {
                    let stack = files.stack.as_ref()?;
                    let name = stored.get_value();
                    stack.files.iter().position(|f| f.name == name).map(|at| m::stack_lines(lang, stack, at))
                }
            }
        })
    });
    // What the engine finds wrong with this file.
    let wrong = move || {
        let (lang, name) = (app.lang(), stored.get_value());
        app.evaluation.with(|e| {
            let findings = e.iter().flat_map(|e| &e.findings).filter(|f| m::file_of(&f.problem) == Some(name.as_str()));
            findings.map(|f| findings::problem(lang, &f.problem)).collect::<Vec<_>>()
        })
    };
    let notes = move || held.with(|h| h.as_ref().map(|h| words::notes(app.lang(), &h.added.report))).unwrap_or_default();
    view! {
        <li class="file-row" data-testid="file-row" data-file=name.clone()>
            <div class="row">
                {Icon::File}
                <b class="ellipsis" title=name.clone()>{name.clone()}</b>
                <span class="chip">{what}</span>
                {move || channel().map(|channel| view! { <span class="chip chip-accent" title=tr(m::channel)>{channel}</span> })}
                <span class="muted small nowrap">{size}</span>
                <span class="file-acts">
                <Show when=move || held.with(Option::is_some)>
                    <IconButton
                        icon=Icon::Edit
                        label=named(m::edit)
                        on_click=Callback::new(move |()| app.dialog.set(Some(Dialog::AddFile { name: stored.get_value() })))
                        testid="file-edit"
                    />
                    <IconButton
                        icon=Icon::Refresh
                        label=named(m::replace)
                        on_click=Callback::new(move |()| files::replace(app, stored.get_value()))
                        testid="file-replace"
                    />
                </Show>
                <IconButton
                    icon=Icon::Trash
                    label=named(m::remove)
                    on_click=Callback::new(move |()| stored.with_value(|name| files::drop_file(app, name)))
                    testid="file-remove"
                />
                </span>
            </div>
            <ul class="stack file-report" data-testid="file-report" aria-live="polite">
                {move || wrong().into_iter().map(|text| view! { <li class="import-note import-note-warn">{Icon::Warning}<p>{text}</p></li> }).collect_view()}
                {move || lines.get().unwrap_or_default().into_iter().map(|line| view! { <ReportLine line/> }).collect_view()}
            </ul>
            <Show when=move || held.with(Option::is_none)>
                <button
                    type="button"
                    class="btn btn-primary"
                    data-testid="file-add-awaited"
                    on:click=move |_| files::replace(app, stored.get_value())
                >
                    {Icon::Plus}
                    {named(m::add_this)}
                </button>
            </Show>
            {move || {
                let notes = notes();
                (!notes.is_empty()).then(|| {
                    view! {
                        <details class="file-notes">
                            <summary>{named(m::reading_notes)} " (" {notes.len()} ")"</summary>
                            <ul class="stack">
                                {notes.into_iter().map(|note| view! { <NoteView note testid="file-note"/> }).collect_view()}
                            </ul>
                        </details>
                    }
                })
            }}
        </li>
    }
}

/// One thing that was found, with the keys that it is about folded away.
#[component]
fn ReportLine(line: Line) -> impl IntoView {
    let app = App::get();
    let (class, icon) = if line.warns { ("import-note import-note-warn", Icon::Warning) } else { ("import-note", Icon::Check) };
    let more = line.more;
    let keys = (!line.keys.is_empty()).then(|| {
        view! {
            <details data-testid="file-keys">
                <summary>{tr(m::show_keys)}</summary>
                <ul class="import-places">
                    {line.keys.into_iter().map(|key| view! { <li>{key}</li> }).collect_view()}
                    {(more > 0).then(|| view! { <li class="muted">{move || m::and_more(app.lang(), format::count(more))}</li> })}
                </ul>
            </details>
        }
    });
    view! {
        <li class=class>
            {icon}
            <div class="grow">
                <p>{line.text}</p>
                {keys}
            </div>
        </li>
    }
}
