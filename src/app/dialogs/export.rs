//! What leaves, and how: customers, columns, files.

use super::group_choice::GroupChoice;
use crate::app::shell::actions;
use crate::app::state::{App, NoticeKind, measure, now};
use crate::app::ui::{Icon, Modal, SearchInput, Segmented, Toggle, columns, copy_text, save_blob, tr, tr_with};
use crate::engine::GroupFilter;
use crate::export::{ExportOptions, Layout};
use crate::messages::{Lang, common, dialogs as m, export, format};
use crate::protocol::{Reply, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;

/// Most rows that go to the clipboard.
const CLIPBOARD_ROWS: usize = 100_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Files {
    One,
    Zip,
    Many,
}

/// Where an export goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Disk,
    Clipboard,
}

#[component]
pub fn ExportDialog() -> impl IntoView {
    let app = App::get();
    // Steps that group customers, by position and name.
    let steps = memo(move |_| {
        app.evaluation.with(|e| {
            let all = e.iter().flat_map(|e| e.steps.iter().enumerate());
            all.filter(|(_, s)| !s.groups.is_empty()).map(|(i, s)| (i, s.name.clone())).collect::<Vec<_>>()
        })
    });
    let filter = app.filter.get_untracked();
    let usual_step = move || {
        let selected = app.selected_step().filter(|i| steps.with(|s| s.iter().any(|(at, _)| at == i)));
        selected.or_else(|| steps.with(|s| s.last().map(|(at, _)| *at))).unwrap_or(0)
    };
    let step = RwSignal::new(filter.as_ref().map_or_else(|| untrack(usual_step), |f| f.step));
    let only_some = RwSignal::new(filter.is_some());
    let groups = RwSignal::new(filter.map(|f| f.groups.into_iter().collect::<HashSet<_>>()).unwrap_or_default());
    let all_columns = RwSignal::new(true);
    let chosen = RwSignal::new(untrack(|| columns::columns(app, None)).into_iter().map(|c| c.name).collect::<HashSet<_>>());
    let files = RwSignal::new(Files::One);
    let bom = RwSignal::new(true);
    let guard = RwSignal::new(true);
    let busy = RwSignal::new(false);

    let problem = move |lang| {
        if only_some.get() && groups.with(HashSet::is_empty) {
            Some(m::export_pick_group(lang))
        } else if !all_columns.get() && chosen.with(HashSet::is_empty) {
            Some(m::export_pick_column(lang))
        } else {
            None
        }
    };
    let options = move |target: Target| {
        let step = step.get_untracked();
        let order = |picked: HashSet<usize>| {
            let mut picked: Vec<usize> = picked.into_iter().collect();
            picked.sort_unstable();
            picked
        };
        let columns = columns::columns(app, None).into_iter().map(|c| c.name).filter(|c| chosen.with_untracked(|all| all.contains(c)));
        ExportOptions {
            filter: only_some.get_untracked().then(|| GroupFilter { step, groups: order(groups.get_untracked()) }),
            columns: (!all_columns.get_untracked()).then(|| columns.collect()),
            bom: bom.get_untracked() && target == Target::Disk,
            guard: guard.get_untracked(),
            layout: match files.get_untracked() {
                Files::Zip if target == Target::Disk => Layout::ZipByGroup { step },
                Files::Many if target == Target::Disk => Layout::FilesByGroup { step },
                _ => Layout::One,
            },
        }
    };
    let run = move |target: Target| {
        let options = untrack(|| options(target));
        busy.set(true);
        spawn_local(async move {
            if export(app, options, target).await && app.dialog.with_untracked(Option::is_some) {
                app.dialog.set(None);
            } else {
                let _ = busy.try_set(false);
            }
        });
    };
    let wrong = move || busy.get() || problem(app.lang()).is_some();
    view! {
        <Modal
            title=tr(m::export_title)
            on_close=super::close(app)
            class="modal-export"
            testid="export-dialog"
            footer=move || {
                view! {
                    <span class="grow hint-text" role="status">{move || problem(app.lang())}</span>
                    <button type="button" class="btn" on:click=move |_| app.dialog.set(None)>
                        {tr(common::cancel)}
                    </button>
                    <button
                        type="button"
                        class="btn"
                        data-testid="export-copy"
                        disabled=wrong
                        on:click=move |_| run(Target::Clipboard)
                    >
                        {Icon::Copy}
                        {tr(m::export_copy)}
                    </button>
                    <button
                        type="button"
                        class="btn btn-primary"
                        data-testid="export-save"
                        disabled=wrong
                        on:click=move |_| run(Target::Disk)
                    >
                        {tr(m::export_save)}
                    </button>
                }
            }
        >
            <div class="export-part">
                <h3>{tr(m::export_who)}</h3>
                <Segmented
                    label=tr(m::export_who)
                    options=vec![(false, tr(m::export_everybody)), (true, tr(m::export_some))]
                    value=only_some
                    on_change=Callback::new(move |some| only_some.set(some))
                    testid="export-who"
                />
                <Show when=move || only_some.get()>
                    <GroupChoice steps step groups/>
                </Show>
            </div>
            <div class="export-part">
                <h3>{tr(m::export_columns)}</h3>
                <Segmented
                    label=tr(m::export_columns)
                    options=vec![(true, tr(m::export_all_columns)), (false, tr(m::export_some_columns))]
                    value=all_columns
                    on_change=Callback::new(move |all| all_columns.set(all))
                    testid="export-columns"
                />
                <Show when=move || !all_columns.get()>
                    <ColumnChoice chosen/>
                </Show>
            </div>
            <div class="export-part">
                <h3>{tr(m::export_layout)}</h3>
                <Segmented
                    label=tr(m::export_layout)
                    options=vec![(Files::One, tr(m::export_one)), (Files::Zip, tr(m::export_zip)), (Files::Many, tr(m::export_files))]
                    value=files
                    on_change=Callback::new(move |f| files.set(f))
                    testid="export-layout"
                />
                <Show when=move || files.get() != Files::One && !only_some.get()>
                    <super::group_choice::StepChoice steps step groups/>
                </Show>
            </div>
            <div class="export-part">
                <Toggle label=tr(m::export_guard) value=guard on_change=Callback::new(move |g| guard.set(g)) testid="export-guard"/>
                <p class="field-hint">{tr(m::export_guard_note)}</p>
                <Toggle label=tr(m::export_excel) value=bom on_change=Callback::new(move |b| bom.set(b)) testid="export-bom"/>
                <p class="field-hint">{tr(m::export_untouched)}</p>
            </div>
        </Modal>
    }
}

/// The columns as boxes to check, found by typing.
#[component]
fn ColumnChoice(chosen: RwSignal<HashSet<String>>) -> impl IntoView {
    let app = App::get();
    let search = RwSignal::new(String::new());
    let found = memo(move |_| {
        let needle = search.get().to_lowercase();
        columns::columns(app, None).into_iter().filter(|c| c.name.to_lowercase().contains(&needle)).collect::<Vec<_>>()
    });
    let set_all = move |on: bool| {
        let names = found.with_untracked(|f| f.iter().map(|c| c.name.clone()).collect::<Vec<_>>());
        chosen.update(|chosen| {
            for name in names {
                if on {
                    chosen.insert(name)
                } else {
                    chosen.remove(&name)
                };
            }
        });
    };
    view! {
        <div class="row">
            <SearchInput
                class="grow"
                value=search
                on_input=Callback::new(move |text| search.set(text))
                label=tr(m::export_find_column)
                testid="export-find-column"
            />
            <button type="button" class="btn-text" data-testid="export-all" on:click=move |_| set_all(true)>
                {tr(m::export_select_all)}
            </button>
            <button type="button" class="btn-text" data-testid="export-none" on:click=move |_| set_all(false)>
                {tr(m::export_select_none)}
            </button>
        </div>
        <div class="check-list" role="group" aria-label=tr(m::export_columns)>
            <For each=move || found.get() key=|c| c.name.clone() let:column>
                {
                    let (name, key) = (column.name.clone(), column.name.clone());
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                data-testid="export-column"
                                prop:checked=move || chosen.with(|all| all.contains(&key))
                                on:change=move |event| {
                                    let on = event_target_checked(&event);
                                    let name = name.clone();
                                    chosen.update(|all| { if on { all.insert(name) } else { all.remove(&name) }; })
                                }
                            />
                            {Icon::of_type(column.column_type)}
                            <span class="ellipsis">{column.name.clone()}</span>
                        </label>
                    }
                }
            </For>
        </div>
    }
}

/// Has the worker write the export, hands it over, and says what it was. Whether that worked.
async fn export(app: App, options: ExportOptions, target: Target) -> bool {
    let lang = app.lang.get_untracked();
    let started = now();
    let guard = options.guard;
    if target == Target::Clipboard {
        return copy(app, options).await;
    }
    let answer = app.ask_whole(Request::Export { options }, None).await;
    app.progress.set(None);
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            actions::report(app, None, &error);
            return false;
        }
    };
    let Reply::Exported(exported) = answer.reply else { return false };
    let rows = format::count(exported.rows);
    for (blob, name) in answer.blobs.iter().zip(&exported.file_names) {
        if let Err(error) = save_blob(blob, name) {
            app.notify(NoticeKind::Error, crate::messages::shell::source_other(lang, format!("{error:?}")));
            return false;
        }
    }
    let said = match exported.file_names.as_slice() {
        [one] => m::export_saved(lang, rows, one),
        many => m::export_saved_files(lang, rows, many.len()),
    };
    measure("stratify:export", started);
    app.notify(NoticeKind::Done, with_guarded(lang, said, guard.then_some(exported.guarded)));
    true
}

/// Puts the chosen rows and columns on the clipboard. Whether that worked.
async fn copy(app: App, options: ExportOptions) -> bool {
    let lang = app.lang.get_untracked();
    let guard = options.guard;
    match app.ask(Request::Copy { options, limit: CLIPBOARD_ROWS }).await {
        Ok(Reply::Copied(copied)) if copied.rows < copied.total => {
            app.notify(NoticeKind::Error, m::export_copy_too_large(lang));
            false
        }
        Ok(Reply::Copied(copied)) => {
            if copy_text(&copied.text).await.is_err() {
                app.notify(NoticeKind::Error, m::export_copy_failed(lang));
                return false;
            }
            let said = m::export_copied(lang, format::count(copied.rows));
            app.notify(NoticeKind::Done, with_guarded(lang, said, guard.then_some(copied.guarded)));
            true
        }
        Ok(_) => false,
        Err(error) => {
            actions::report(app, None, &error);
            false
        }
    }
}

/// What was done, and what the formula guard did where it was on.
fn with_guarded(lang: Lang, mut said: String, guarded: Option<u64>) -> String {
    if let Some(guarded) = guarded {
        said.push_str(if lang == Lang::Zh { "" } else { " " });
        said.push_str(&export::guarded(lang, guarded));
    }
    said
}

/// How many customers a choice of groups has; groups of an overlapping step may share customers, so that no sum is shown there.
pub(super) fn chosen_count(app: App, step: usize, groups: &HashSet<usize>) -> Option<String> {
    let summary = app.summary(step)?;
    if summary.overlapping {
        return None;
    }
    let sum = summary.groups.iter().enumerate().filter(|(i, _)| groups.contains(i)).map(|(_, g)| g.count).sum();
    Some(m::export_rows(app.lang(), format::count(sum)))
}

/// The count as a line of text.
pub(super) fn count_line(app: App, step: RwSignal<usize>, groups: RwSignal<HashSet<usize>>) -> Signal<String> {
    tr_with(move |_| groups.with(|g| chosen_count(app, step.get(), g)).unwrap_or_default())
}
