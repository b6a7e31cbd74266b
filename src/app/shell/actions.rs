//! What a person asks of the page as a whole: opening files and workbooks, saving, starting the worker again. Each ends in a notice
//! where it fails.

use crate::app::files;
use crate::app::state::{App, Dialog, NoticeKind, OpenFor, Selection};
use crate::app::timing::painted;
use crate::app::ui::save_text;
use crate::ingest::{IngestError, ReadOptions};
use crate::messages::{Lang, shell as m, templates as tm};
use crate::protocol::WorkerError;
use crate::recipe::{self, Source, Step, StepKind, Workbook};
use crate::templates::{self, Built, Template};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList, HtmlInputElement};

/// Element ids of the hidden file inputs (see [`super::FileInputs`]).
pub const DATA_INPUT: &str = "choose-data";
pub const WORKBOOK_INPUT: &str = "choose-workbook";
pub const FURTHER_INPUT: &str = "choose-further";

/// Shows the browser's dialog to choose a data file.
pub fn choose_data(app: App) {
    app.expect_file();
    press(DATA_INPUT);
}

/// Shows the browser's dialog to choose further files.
pub fn choose_further(app: App) {
    app.expect_file();
    press(FURTHER_INPUT);
}

/// Shows the browser's dialog to choose a workbook.
pub fn choose_workbook(_app: App) {
    press(WORKBOOK_INPUT);
}

fn press(id: &str) {
    if let Some(input) = document().get_element_by_id(id) {
        input.unchecked_into::<HtmlInputElement>().click();
    }
}

/// How files came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Chosen to be opened.
    Chosen,
    /// Dropped on the page, which does not say what for.
    Dropped,
}

/// Takes files that were chosen or dropped: workbooks first, then data. With nothing open, one is opened and the others are added to it. A
/// file that the workbook waits for is added; of any other that is dropped on an open one is asked what it is for.
pub fn take_files(app: App, files: Option<FileList>, came: Came) {
    let files = listed(files);
    let is_workbook = |f: &File| f.name().to_lowercase().ends_with(".json");
    let (workbooks, mut data): (Vec<File>, Vec<File>) = files.into_iter().partition(is_workbook);
    spawn_local(async move {
        if let Some(file) = workbooks.into_iter().next() {
            open_workbook(app, file, !data.is_empty()).await;
        }
        if data.is_empty() {
            return;
        }
        let (main, needed) = app
            .workbook
            .with_untracked(|w| (w.source.file.clone(), w.source.further_files().into_iter().map(str::to_owned).collect::<Vec<_>>()));
        let open = app.data.with_untracked(|d| d.as_ref().map(|d| d.name.clone()));
        if open.is_some() && came == Came::Dropped {
            let (known, mut others): (Vec<File>, Vec<File>) = data.into_iter().partition(|f| needed.contains(&f.name()));
            files::take(app, known);
            match others.as_slice() {
                [] => {}
                // The same file once more: it was changed.
                [one] if Some(one.name()) == open => open_data(app, others.remove(0)).await,
                [first, ..] => {
                    let name = first.name();
                    app.dropped.set_value(others);
                    app.dialog.set(Some(Dialog::SecondFile { name }));
                }
            }
            return;
        }
        // The one that the workbook was made on, else the first that it does not need beside.
        let position = data.iter().position(|f| Some(f.name()) == main);
        let position = position.or_else(|| data.iter().position(|f| !needed.contains(&f.name()))).unwrap_or(0);
        let first = data.remove(position);
        open_data(app, first).await;
        if app.data.with_untracked(Option::is_some) {
            files::take(app, data);
        }
    });
}

/// Opens the first of the dropped files in place of the one that is open.
pub fn open_dropped(app: App) {
    let mut data = app.dropped.try_update_value(std::mem::take).unwrap_or_default();
    if data.is_empty() {
        return;
    }
    let first = data.remove(0);
    spawn_local(async move {
        open_data(app, first).await;
        files::take(app, data);
    });
}

/// Adds the dropped files to the one that is open.
pub fn add_dropped(app: App) {
    files::take(app, app.dropped.try_update_value(std::mem::take).unwrap_or_default());
}

/// Takes files that were chosen to be added.
pub fn take_further(app: App, files: Option<FileList>) {
    files::chosen(app, listed(files));
}

fn listed(files: Option<FileList>) -> Vec<File> {
    files.map(|list| (0..list.length()).filter_map(|i| list.get(i)).collect()).unwrap_or_default()
}

/// Opens a data file that the page itself made (a sample, pasted rows).
pub fn take_made(app: App, name: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    match File::new_with_str_sequence(&parts, name) {
        Ok(file) => spawn_local(open_data(app, file)),
        Err(error) => app.notify(NoticeKind::Error, m::source_other(app.lang.get_untracked(), format!("{error:?}"))),
    }
}

/// Reads a data file. The workbook is used on it when it is in use already, was asked for or was made on a file of that name; else
/// the file starts a new workbook.
async fn open_data(app: App, file: File) {
    let lang = app.lang.get_untracked();
    let name = file.name();
    let before = app.workbook.get_untracked();
    let in_use = app.data.with_untracked(Option::is_some) || app.going_on.get_untracked();
    let same = before.source.file.as_deref() == Some(name.as_str());
    let keep = !before.steps.is_empty() && app.template.get_untracked().is_none() && (in_use || same);
    let options = if keep { before.source.read.clone() } else { ReadOptions::default() };
    let purpose = if keep { OpenFor::ThisWorkbook } else { OpenFor::NewWorkbook };
    if let Err(error) = app.open(file, options, purpose).await {
        app.setting_up.set(false);
        return report(app, Some(&name), &error);
    }
    app.going_on.set(false);
    if keep {
        app.act(|w| w.source.file = Some(name));
        if app.selection.get_untracked() == Selection::Source && in_use {
            select_first(app);
        }
        ask_for_missing(app);
        return;
    }
    // The statistics have come with this very task, and show in many places: the editor of the new steps takes its turn after them.
    painted().await;
    let template = app.template.get_untracked().unwrap_or(Template::Blank);
    app.template.set(None);
    start_workbook(app, template, Some(name));
    app.setting_up.set(false);
    if !before.steps.is_empty() {
        let old = if before.name.is_empty() { m::untitled(lang).to_string() } else { before.name.clone() };
        app.notify(NoticeKind::Done, m::new_started(lang, old));
    }
}

/// Replaces the workbook by a new one from a template, set up for the loaded file, and says what was picked.
pub fn start_workbook(app: App, template: Template, file: Option<String>) {
    let lang = app.lang.get_untracked();
    let Some(built) = build(app, template, lang, true) else { return };
    let file = file.or_else(|| app.data.with_untracked(|d| d.as_ref().map(|d| d.name.clone())));
    let read = app.workbook.with_untracked(|w| if w.source.file == file { w.source.read.clone() } else { ReadOptions::default() });
    let workbook = Workbook {
        value_column: built.value_column.clone(),
        source: Source { file, read, rollup: built.rollup.clone(), ..Source::default() },
        steps: built.steps.clone(),
        ..Workbook::default()
    };
    app.replace_workbook(workbook);
    say_picked(app, &built, lang);
}

/// Adds a template's steps to the workbook, and says what was picked.
pub fn add_template(app: App, template: Template) {
    let lang = app.lang.get_untracked();
    // Orders become customers first, where no step is about the orders yet.
    let fresh = app.workbook.with_untracked(|w| {
        let steps = Workbook { steps: w.steps.clone(), ..Workbook::default() };
        w.source.rollup.is_none() && recipe::columns_used(&steps).is_empty()
    });
    let planned = if template == Template::Playbook { plan_for_latest(app, lang) } else { None };
    let Some(mut built) = planned.or_else(|| build(app, template, lang, fresh)) else { return };
    cross_latest(app, &mut built);
    let columns: Vec<String> = app.data.with_untracked(|d| d.iter().flat_map(|d| d.profile.iter().map(|c| c.name.clone())).collect());
    let at = app.workbook.with_untracked(|w| w.steps.len());
    app.act(|w| {
        // A step that has to take another name takes the references of those after it along.
        let mut new = Workbook { steps: built.steps.clone(), ..Workbook::default() };
        for at in 0..new.steps.len() {
            let free = recipe::free_step_name(w, &new.steps[at].name, columns.iter().map(String::as_str));
            if free != new.steps[at].name {
                recipe::rename_step(&mut new, at, &free);
            }
            w.steps.push(new.steps[at].clone());
        }
        if built.rollup.is_some() {
            w.source.rollup = built.rollup.clone();
        }
        if w.value_column.is_none() || built.rollup.is_some() {
            w.value_column = built.value_column.clone();
        }
    });
    app.selection.set(Selection::Step(at));
    if !built.picked.is_empty() {
        say_picked(app, &built, lang);
    }
}

/// A plan for the last step of the workbook that sorts customers into groups; None where there is none.
fn plan_for_latest(app: App, lang: Lang) -> Option<Built> {
    let playbook = app.evaluation.with_untracked(|e| {
        let step = e.as_ref()?.steps.iter().rev().find(|s| !s.groups.is_empty() && !s.overlapping)?;
        // Somebody must be in a group that says something of them.
        (step.groups.len() > 1).then(|| templates::playbook(&step.name, step.groups.iter().map(|g| g.name.as_str()), lang))
    })?;
    let value_column = app.workbook.with_untracked(|w| w.value_column.clone());
    let step = Step { name: crate::messages::playbook::step(lang).into(), muted: false, kind: StepKind::Playbook(playbook) };
    Some(Built { steps: vec![step], value_column, picked: Vec::new(), rollup: None, notes: Vec::new() })
}

/// A matrix that names no steps yet takes the last two of the workbook that sort customers into groups.
fn cross_latest(app: App, built: &mut Built) {
    let grouping: Vec<String> = app.evaluation.with_untracked(|e| {
        let steps = e.iter().flat_map(|e| &e.steps);
        steps.filter(|s| !s.groups.is_empty() && !s.overlapping).map(|s| s.name.clone()).collect()
    });
    if let [.., rows, columns] = grouping.as_slice() {
        for step in &mut built.steps {
            if let StepKind::Matrix(matrix) = &mut step.kind
                && matrix.rows.is_empty()
            {
                (matrix.rows, matrix.columns) = (rows.clone(), columns.clone());
            }
        }
    }
}

/// The template for the loaded file, or for the customers that it is rolled up to; where a column is lacking, an empty rules step and a
/// notice that says which. `of_file`: for the file as it is, orders to be rolled up first.
fn build(app: App, template: Template, lang: Lang, of_file: bool) -> Option<Built> {
    let data = app.data.get_untracked()?;
    let rows = data.customers;
    let file = app.file_profile.get_untracked();
    let build = |template| {
        if of_file {
            templates::build_for_file(template, &file, data.report.rows, lang)
        } else {
            templates::build(template, &data.profile, rows, lang)
        }
    };
    match build(template) {
        Ok(built) => Some(built),
        Err(role) => {
            app.notify(NoticeKind::Warning, tm::lacks(lang, tm::name(lang, template), tm::role(lang, role)));
            build(Template::Blank).ok()
        }
    }
}

fn say_picked(app: App, built: &Built, lang: Lang) {
    let mut said = if built.picked.is_empty() {
        m::no_value_picked(lang).to_string()
    } else {
        let each: Vec<String> = built.picked.iter().map(|(role, column)| tm::picked(lang, tm::role(lang, *role), column)).collect();
        m::picked(lang, each.join(if lang == Lang::Zh { "，" } else { ", " }))
    };
    for note in &built.notes {
        if lang == Lang::En {
            said.push(' ');
        }
        said.push_str(&tm::note(lang, note));
    }
    app.notify(NoticeKind::Done, said);
}

fn select_first(app: App) {
    if app.workbook.with_untracked(|w| !w.steps.is_empty()) {
        app.selection.set(Selection::Step(0));
    }
}

/// Opens the mapping dialog when the workbook names columns that the loaded file lacks.
fn ask_for_missing(app: App) {
    let Some(data) = app.data.get_untracked() else { return };
    let columns: Vec<String> = data.profile.iter().map(|c| c.name.clone()).collect();
    let workbook = app.workbook.get_untracked();
    // What further files bring is not known before they are there.
    if !workbook.source.further_files().is_empty() {
        let awaited = untrack(|| files::awaited(app));
        if !awaited.is_empty() {
            let lang = app.lang.get_untracked();
            let names = crate::messages::files::names(lang, &awaited);
            app.notify(NoticeKind::Warning, crate::messages::files::still_awaits(lang, names));
        }
        return;
    }
    let missing = recipe::missing_columns(&workbook, &columns);
    if !missing.is_empty() {
        app.dialog.set(Some(Dialog::MapColumns { workbook: Box::new((*workbook).clone()), missing }));
    }
}

/// Opens a workbook's file; `data_follows` says that its data comes with it.
async fn open_workbook(app: App, file: File, data_follows: bool) {
    let lang = app.lang.get_untracked();
    let bytes = match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => js_sys::Uint8Array::new(&buffer).to_vec(),
        Err(_) => return app.notify(NoticeKind::Error, m::source_gone(lang)),
    };
    let mut workbook = match recipe::read_bytes(&bytes) {
        Ok(workbook) => workbook,
        Err(error) => {
            let sentence = crate::messages::workbook::error(lang, &error);
            return app.notify(NoticeKind::Error, crate::messages::workbook::of_file(lang, file.name(), sentence));
        }
    };
    if workbook.name.is_empty() {
        workbook.name = file.name().trim_end_matches(".json").trim_end_matches(".stratify").to_string();
    }
    let name = workbook.name.clone();
    let read = workbook.source.read.clone();
    let other_reading = app.workbook.with_untracked(|w| w.source.read != read);
    app.template.set(None);
    app.replace_workbook(workbook);
    if app.data.with_untracked(Option::is_none) || data_follows {
        app.going_on.set(true);
        if !data_follows {
            app.notify(NoticeKind::Done, m::workbook_wants_file(lang, name));
        }
        return;
    }
    if other_reading && let Err(error) = app.reread(read).await {
        report(app, None, &error);
    }
    app.notify(NoticeKind::Done, m::workbook_opened(lang, name));
    ask_for_missing(app);
}

/// Saves the workbook to a file.
pub fn save_workbook(app: App) {
    let lang = app.lang.get_untracked();
    let workbook = app.workbook.get_untracked();
    let name = if workbook.name.trim().is_empty() { m::untitled(lang) } else { workbook.name.trim() };
    let file = format!("{}.stratify.json", file_stem(name));
    match save_text(&recipe::write(&workbook), "application/json", &file) {
        Ok(()) => app.notify(NoticeKind::Done, m::workbook_saved(lang, file)),
        Err(error) => app.notify(NoticeKind::Error, m::source_other(lang, format!("{error:?}"))),
    }
}

/// A name without what file systems forbid.
fn file_stem(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { '-' } else { c }).collect()
}

/// A fresh worker, and the same file read again.
pub fn start_again(app: App) {
    app.restart_worker();
    let Some(file) = app.file() else { return };
    let options = app.workbook.with_untracked(|w| w.source.read.clone());
    spawn_local(async move {
        if let Err(error) = app.open(file, options, OpenFor::ThisWorkbook).await {
            app.close_file();
            report(app, None, &error);
        }
    });
}

/// Says why a question has no answer; `file` is the one that was to be read, where that is not the one that is open. A worker that
/// died says so in a place of its own.
pub fn report(app: App, file: Option<&str>, error: &WorkerError) {
    let lang = app.lang.get_untracked();
    let open = app.file().map(|f| f.name()).unwrap_or_default();
    match error {
        WorkerError::Cancelled | WorkerError::Ingest(IngestError::Cancelled) => app.notify(NoticeKind::Done, m::cancelled(lang)),
        WorkerError::Died { .. } | WorkerError::OutOfMemory => {}
        other => app.notify(NoticeKind::Error, crate::messages::errors::worker(lang, file.unwrap_or(&open), other)),
    }
}
