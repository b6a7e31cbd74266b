//! Further files of the source: what the worker holds of them, and the way by which one comes in. Which of them are used, and how, is the
//! workbook's business.

use super::shell::actions::{self, report};
use super::state::{App, Dialog, NoticeKind};
use crate::ingest::ReadOptions;
use crate::messages::files as m;
use crate::protocol::{Added, Reply, Request, WorkerError};
use crate::recipe::Source;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::VecDeque;
use std::sync::Arc;
use web_sys::File;

/// A further file that the worker has read.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub added: Arc<Added>,
    /// How it was read.
    pub options: ReadOptions,
}

/// The further files of the page.
#[derive(Clone, Copy)]
pub struct Files {
    /// What the worker holds.
    pub held: RwSignal<Vec<Held>>,
    /// A file that has been read and whose use is being asked for: the workbook does not name it yet.
    pub pending: RwSignal<Option<String>>,
    /// Files as they were chosen, to be read again when that is needed.
    chosen: StoredValue<Vec<File>, LocalStorage>,
    /// The file that the browser's dialog is open for, where it is to take the place of one.
    replacing: StoredValue<Option<String>>,
    /// Files that wait to be asked about.
    waiting: StoredValue<VecDeque<File>, LocalStorage>,
}

impl Files {
    pub fn new() -> Files {
        Files {
            held: RwSignal::default(),
            pending: RwSignal::new(None),
            chosen: StoredValue::new_local(Vec::new()),
            replacing: StoredValue::new(None),
            waiting: StoredValue::new_local(VecDeque::new()),
        }
    }

    /// The file of that name as the worker read it, tracked.
    pub fn find(self, name: &str) -> Option<Held> {
        self.held.with(|held| held.iter().find(|h| h.added.name == name).cloned())
    }

    fn chosen(self, name: &str) -> Option<File> {
        self.chosen.with_value(|all| all.iter().find(|f| f.name() == name).cloned())
    }

    /// The worker has nothing any more.
    pub fn lost(self) {
        self.held.set(Vec::new());
        self.pending.set(None);
    }

    /// Forgets the files themselves, too.
    pub fn forget(self) {
        self.lost();
        self.chosen.set_value(Vec::new());
        self.waiting.set_value(VecDeque::new());
    }
}

impl Default for Files {
    fn default() -> Files {
        Files::new()
    }
}

/// Names of the files that the workbook needs and the worker does not hold, tracked.
pub fn awaited(app: App) -> Vec<String> {
    let held: Vec<String> = app.files.held.with(|held| held.iter().map(|h| h.added.name.clone()).collect());
    app.workbook.with(|w| w.source.further_files().into_iter().filter(|name| !held.iter().any(|h| h == name)).map(str::to_owned).collect())
}

/// Has the worker read a file. One of the same name gives way.
async fn read(app: App, file: File, options: ReadOptions) -> Result<(), WorkerError> {
    let name = file.name();
    let request = Request::AddFile { name: name.clone(), options: options.clone() };
    let answer = app.ask_whole(request, Some(&file)).await;
    app.progress.set(None);
    if let Reply::Added(added) = answer?.reply {
        app.files.chosen.update_value(|all| {
            all.retain(|f| f.name() != name);
            all.push(file);
        });
        app.files.held.update(|held| {
            held.retain(|h| h.added.name != name);
            held.push(Held { added: Arc::new(*added), options });
        });
        app.evaluate_soon();
    }
    Ok(())
}

/// One step towards the worker holding what the workbook names. False when there is none left to take.
pub async fn settle(app: App) -> bool {
    let wanted: Vec<(String, ReadOptions)> = app.workbook.with_untracked(|w| {
        let names = w.source.further_files();
        names.iter().filter_map(|name| Some(((*name).to_owned(), w.source.read_of(name)?))).collect()
    });
    let held = app.files.held.get_untracked();
    for (name, options) in &wanted {
        let there = held.iter().any(|h| h.added.name == *name && h.options == *options);
        if let Some(file) = app.files.chosen(name).filter(|_| !there) {
            match read(app, file, options.clone()).await {
                Ok(()) => return true,
                // A change of how the main file is read came between; that goes first.
                Err(WorkerError::Cancelled) if app.workbook.with_untracked(|w| w.source.read != app.read_with()) => return true,
                Err(error) => {
                    // It is not tried again by itself.
                    app.files.chosen.update_value(|all| all.retain(|f| f.name() != *name));
                    report(app, Some(name), &error);
                    return true;
                }
            }
        }
    }
    let pending = app.files.pending.get_untracked();
    let useless = held.iter().map(|h| &h.added.name).find(|name| pending.as_ref() != Some(name) && !wanted.iter().any(|(w, _)| w == *name));
    if let Some(name) = useless {
        let asked = app.ask(Request::RemoveFile { name: name.clone() }).await.is_ok();
        app.files.held.update(|held| held.retain(|h| h.added.name != *name));
        return asked;
    }
    false
}

/// Takes further files that a person chose or dropped: one that the workbook names is used at once, any other is asked about, one by one.
pub fn take(app: App, files: Vec<File>) {
    app.files.waiting.update_value(|waiting| waiting.extend(files));
    next(app);
}

/// Asks for files to add.
pub fn choose(app: App) {
    app.files.replacing.set_value(None);
    actions::choose_further(app);
}

/// Asks for the file that the workbook knows by that name, to read it in place of what is held.
pub fn replace(app: App, name: String) {
    app.files.replacing.set_value(Some(name));
    actions::choose_further(app);
}

/// Takes further files that were chosen in the browser's dialog. A single one that was chosen for a name of the workbook takes that place,
/// whatever it is called.
pub fn chosen(app: App, files: Vec<File>) {
    let name = app.files.replacing.try_update_value(Option::take).flatten();
    match (name, files.as_slice()) {
        (Some(name), [file]) if file.name() != name => {
            let new = file.name();
            app.act(|w| {
                let stacked = w.source.stack.iter_mut().flat_map(|s| &mut s.files).filter(|f| f.name == name);
                stacked.for_each(|f| f.name.clone_from(&new));
                w.source.joins.iter_mut().filter(|j| j.file == name).for_each(|j| j.file.clone_from(&new));
            });
        }
        _ => {}
    }
    take(app, files);
}

/// The next file that waits, unless one is being asked about.
pub fn next(app: App) {
    if app.files.pending.get_untracked().is_some() {
        return;
    }
    let Some(file) = app.files.waiting.try_update_value(VecDeque::pop_front).flatten() else { return };
    let name = file.name();
    app.files.pending.set(Some(name.clone()));
    spawn_local(async move {
        let known = app.workbook.with_untracked(|w| w.source.read_of(&name));
        let named = known.is_some();
        match read(app, file, known.unwrap_or_default()).await {
            Ok(()) if named => {
                app.files.pending.set(None);
                let lang = app.lang.get_untracked();
                let joined = app.workbook.with_untracked(|w| w.source.joins.iter().any(|j| j.file == name));
                app.notify(NoticeKind::Done, if joined { m::added_joined(lang, name) } else { m::added_stacked(lang, name) });
                next(app);
            }
            Ok(()) => app.dialog.set(Some(Dialog::AddFile { name })),
            Err(error) => {
                app.files.pending.set(None);
                report(app, Some(&name), &error);
                next(app);
            }
        }
    });
}

/// Takes a file out of the workbook, as one undo step.
pub fn drop_file(app: App, name: &str) {
    app.act(|w| take_out(&mut w.source, name));
}

/// Takes a file out of a source.
pub fn take_out(source: &mut Source, name: &str) {
    if let Some(stack) = &mut source.stack {
        stack.files.retain(|file| file.name != name);
        if stack.files.is_empty() {
            source.stack = None;
        }
    }
    source.joins.retain(|join| join.file != name);
}

/// The file asked about is used now, or not wanted.
pub fn answered(app: App) {
    app.dialog.set(None);
    app.files.pending.set(None);
    next(app);
}
