//! What the page knows: one `Copy` value of signals, found with [`App::get`] anywhere below the root. All edits of the workbook go
//! through [`App::edit`]; all questions to the worker through [`App::ask`].

mod evaluating;
mod loading;

use super::client::{Answer, Client};
use super::files::Files;
use super::history::{EditKind, History};
use super::shell::layout::Layout;
use super::storage;
pub use super::timing::{measure, now};
use crate::engine::{ColumnProfile, Evaluation, GroupFilter, StepSummary};
use crate::ingest::ReadOptions;
use crate::messages::Lang;
use crate::protocol::{Opened, Progress, Reply, Request, WorkerError};
use crate::recipe::Workbook;
use crate::templates::Template;
pub use evaluating::Companion;
use evaluating::Evaluating;
use leptos::prelude::*;
use leptos::task::spawn_local;
pub use loading::OpenFor;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    Light,
    Dark,
}

/// What the editor in the middle shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The source: import report, types, as-of date.
    Source,
    /// The step at that position.
    Step(usize),
}

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Export,
    /// Templates and step kinds.
    AddStep,
    /// A workbook that was opened and wants columns that the file lacks: map them.
    MapColumns {
        workbook: Box<Workbook>,
        missing: Vec<String>,
    },
    Forget,
    /// Keyboard shortcuts.
    Help,
    Paste,
    /// Templates that start a new workbook.
    Templates,
    /// A further file that has been read: how it is to be used. Also for changing that.
    AddFile {
        name: String,
    },
    /// A file that was dropped while another is open: open it instead, or add it.
    SecondFile {
        name: String,
    },
}

/// Something that happened and that a person should read.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub id: u32,
    pub kind: NoticeKind,
    /// A whole sentence (or more), already in the person's language.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Done,
    Warning,
    Error,
}

/// The page's state.
#[derive(Clone, Copy)]
pub struct App {
    pub lang: RwSignal<Lang>,
    pub theme: RwSignal<Theme>,
    history: RwSignal<History>,
    /// The workbook in force.
    pub workbook: Memo<Arc<Workbook>>,
    pub can_undo: Memo<bool>,
    pub can_redo: Memo<bool>,
    /// The loaded file; None on the start screen.
    pub data: RwSignal<Option<Arc<Opened>>>,
    /// Of the columns of the rows as they stand in the files, rolled up or not.
    pub file_profile: RwSignal<Arc<Vec<ColumnProfile>>>,
    /// The main file's columns and newest date by itself.
    main: StoredValue<(Arc<Vec<ColumnProfile>>, Option<i32>)>,
    /// Further files, stacked below or joined.
    pub files: Files,
    /// Data files that were dropped and wait for an answer.
    pub dropped: StoredValue<Vec<web_sys::File>, LocalStorage>,
    /// How many times a file has been read.
    pub loads: RwSignal<u32>,
    /// The newest answer of the engine; stays while the next one is computed.
    pub evaluation: RwSignal<Option<Arc<Evaluation>>>,
    pub selection: RwSignal<Selection>,
    /// The groups that the customer table is narrowed to.
    pub filter: RwSignal<Option<GroupFilter>>,
    /// A file being read or an export being written: the question's number and how far it is.
    pub progress: RwSignal<Option<Progress>>,
    pub dialog: RwSignal<Option<Dialog>>,
    pub notices: RwSignal<Vec<Notice>>,
    /// Row of the customer whose explanation is open.
    pub explained: RwSignal<Option<u32>>,
    /// The segment of the selected rules step that is being worked on: where a column that is clicked becomes a condition.
    pub active_segment: RwSignal<Option<usize>>,
    /// Sizes of the panels, and which are shown.
    pub layout: RwSignal<Layout>,
    /// The template that the next file to be opened is set up with.
    pub template: RwSignal<Option<Template>>,
    /// The workbook is to be used on the next file to be opened, whatever that is called.
    pub going_on: RwSignal<bool>,
    /// A file is shown whose workbook is set up in a moment, when the statistics of its columns have come: its editor is not worth showing before.
    pub setting_up: RwSignal<bool>,
    /// The worker stopped, and why.
    pub dead: RwSignal<Option<WorkerError>>,
    client: StoredValue<Rc<Client>, LocalStorage>,
    file: StoredValue<Option<web_sys::File>, LocalStorage>,
    /// How the loaded file was read, or was last tried to be.
    read_with: StoredValue<ReadOptions>,
    evaluating: StoredValue<Rc<Cell<Evaluating>>, LocalStorage>,
    companion: StoredValue<Option<Companion>>,
    next_notice: StoredValue<u32>,
}

/// A change of the workbook that is made once. Not a closure's trait, which carries code for each way to call it.
trait Change {
    fn make(&mut self, workbook: &mut Workbook);
}

impl<F: FnOnce(&mut Workbook)> Change for Option<F> {
    fn make(&mut self, workbook: &mut Workbook) {
        if let Some(change) = self.take() {
            change(workbook);
        }
    }
}

impl App {
    /// The page's state, from anywhere below the root.
    pub fn get() -> App {
        expect_context::<App>()
    }

    /// Makes the state, starts the worker and the effects that keep the page, the worker and the browser's storage in step.
    pub fn start() -> App {
        let workbook = storage::load::<Workbook>(storage::WORKBOOK).unwrap_or_default();
        let history = RwSignal::new(History::new(workbook));
        let progress = RwSignal::new(None);
        let dead = RwSignal::new(None);
        let app = App {
            lang: RwSignal::new(storage::load(storage::LANG).unwrap_or_else(browser_language)),
            theme: RwSignal::new(storage::load(storage::THEME).unwrap_or_else(browser_theme)),
            history,
            workbook: memo(move |_| history.with(|h| h.present().clone())),
            can_undo: memo(move |_| history.with(History::can_undo)),
            can_redo: memo(move |_| history.with(History::can_redo)),
            data: RwSignal::new(None),
            file_profile: RwSignal::default(),
            main: StoredValue::new((Arc::default(), None)),
            files: Files::new(),
            dropped: StoredValue::new_local(Vec::new()),
            loads: RwSignal::new(0),
            evaluation: RwSignal::new(None),
            selection: RwSignal::new(Selection::Source),
            filter: RwSignal::new(None),
            progress,
            dialog: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            explained: RwSignal::new(None),
            active_segment: RwSignal::new(None),
            going_on: RwSignal::new(false),
            setting_up: RwSignal::new(false),
            layout: RwSignal::new(storage::load(storage::LAYOUT).unwrap_or_else(usual_layout)),
            template: RwSignal::new(None),
            dead,
            client: StoredValue::new_local(Rc::new(start_client(progress, dead))),
            file: StoredValue::new_local(None),
            read_with: StoredValue::new(ReadOptions::default()),
            evaluating: StoredValue::new_local(Rc::new(Cell::new(Evaluating::Idle))),
            companion: StoredValue::new(None),
            next_notice: StoredValue::new(1),
        };
        app.keep_in_step();
        app
    }

    fn keep_in_step(self) {
        effect(move |_| {
            let lang = self.lang.get();
            root_attribute("lang", lang.tag());
            storage::save(storage::LANG, &lang);
        });
        effect(move |_| {
            let theme = self.theme.get();
            root_attribute("data-theme", if theme == Theme::Dark { "dark" } else { "light" });
            storage::save(storage::THEME, &theme);
        });
        effect(move |_| storage::keep(storage::LAYOUT, &self.layout.get(), &usual_layout()));
        effect(move |first: Option<()>| {
            let workbook = self.workbook.get();
            if self.loads.get() > 0 && self.data.with_untracked(Option::is_some) {
                self.evaluate_soon();
            }
            if first.is_some() {
                storage::keep(storage::WORKBOOK, &*workbook, &Workbook::default());
            }
        });
    }

    /// The language, tracked.
    pub fn lang(self) -> Lang {
        self.lang.get()
    }

    /// Changes the workbook; the way to do so.
    pub fn edit(self, kind: EditKind, change: impl FnOnce(&mut Workbook)) {
        self.edit_by(kind, &mut Some(change));
    }

    /// One piece of code for all edits.
    fn edit_by(self, kind: EditKind, change: &mut dyn Change) {
        self.history.update(|history| {
            let mut workbook = (**history.present()).clone();
            change.make(&mut workbook);
            history.edit(kind, workbook);
        });
    }

    /// An edit that is an undo step of its own.
    pub fn act(self, change: impl FnOnce(&mut Workbook)) {
        self.edit(EditKind::Action, change);
    }

    /// An edit by typing or dragging in the field of that name; together with those before it in the same field one undo step.
    pub fn type_in(self, field: impl Into<String>, change: impl FnOnce(&mut Workbook)) {
        self.edit(EditKind::Field(field.into()), change);
    }

    /// Ends the typing in a field (on blur, on pointer up).
    pub fn seal(self) {
        self.history.update_untracked(History::seal);
    }

    pub fn undo(self) {
        self.history.update(History::undo);
        self.hold_selection();
    }

    pub fn redo(self) {
        self.history.update(History::redo);
        self.hold_selection();
    }

    /// Keeps the selection on a step that exists.
    fn hold_selection(self) {
        let steps = self.workbook.with_untracked(|w| w.steps.len());
        if let Selection::Step(i) = self.selection.get_untracked()
            && i >= steps
        {
            self.selection.set(if steps == 0 { Selection::Source } else { Selection::Step(steps - 1) });
        }
    }

    /// The summary of a step, tracked; None until it is evaluated.
    pub fn summary(self, step: usize) -> Option<StepSummary> {
        self.evaluation.with(|e| e.as_ref().and_then(|e| e.steps.get(step).cloned()))
    }

    /// The selected step's position, tracked.
    pub fn selected_step(self) -> Option<usize> {
        match self.selection.get() {
            Selection::Source => None,
            Selection::Step(i) => Some(i),
        }
    }

    /// Asks the worker, at once.
    pub fn ask(self, request: Request) -> impl Future<Output = Result<Reply, WorkerError>> + use<> {
        let answer = self.ask_whole(request, None);
        async move { answer.await.map(|answer| answer.reply) }
    }

    /// Asks the worker, at once, for an answer with blobs.
    pub fn ask_whole(self, request: Request, file: Option<&web_sys::File>) -> impl Future<Output = Result<Answer, WorkerError>> + use<> {
        self.client.get_value().ask(request, file).1
    }

    /// Lets the worker prepare itself for a file that is about to come.
    pub fn expect_file(self) {
        expect_file(&self.client.get_value());
    }

    /// How the loaded file was read, or was last tried to be.
    pub fn read_with(self) -> ReadOptions {
        self.read_with.get_value()
    }

    /// The chosen file, for reading it again after the worker died.
    pub fn file(self) -> Option<web_sys::File> {
        self.file.get_value()
    }

    /// Back to the start screen; the workbook stays.
    pub fn close_file(self) {
        self.data.set(None);
        self.evaluation.set(None);
        self.filter.set(None);
        self.explained.set(None);
        self.file.set_value(None);
    }

    /// Replaces a worker that died by a fresh one, which has no data.
    pub fn restart_worker(self) {
        self.client.set_value(Rc::new(start_client(self.progress, self.dead)));
        self.files.lost();
        self.evaluating.get_value().set(Evaluating::Idle);
        self.dead.set(None);
        self.progress.set(None);
    }

    /// Stops reading or exporting.
    pub fn cancel(self) {
        spawn_local(async move {
            let _ = self.ask(Request::Cancel).await;
        });
    }

    /// Replaces the workbook by one that was opened, as one undo step.
    pub fn replace_workbook(self, workbook: Workbook) {
        self.act(|w| *w = workbook);
        let steps = self.workbook.with_untracked(|w| w.steps.len());
        self.selection.set(if steps == 0 { Selection::Source } else { Selection::Step(0) });
    }

    /// Clears everything that the page keeps, data and workbook alike.
    pub fn forget_everything(self) {
        self.close_file();
        self.files.forget();
        self.history.set(History::default());
        self.selection.set(Selection::Source);
        self.template.set(None);
        self.going_on.set(false);
        self.layout.set(usual_layout());
        self.restart_worker();
        storage::forget_everything();
    }

    /// Shows a notice.
    pub fn notify(self, kind: NoticeKind, text: impl Into<String>) {
        let id = self.next_notice.get_value();
        self.next_notice.set_value(id + 1);
        self.notices.update(|n| n.push(Notice { id, kind, text: text.into() }));
    }

    pub fn dismiss(self, id: u32) {
        self.notices.update(|n| n.retain(|n| n.id != id));
    }
}

fn start_client(progress: RwSignal<Option<Progress>>, dead: RwSignal<Option<WorkerError>>) -> Client {
    let client = Client::start(move |_, p| progress.set(Some(p)), move |error| dead.set(Some(error)));
    // Whoever is here will choose a file.
    expect_file(&client);
    client
}

fn expect_file(client: &Client) {
    // Nobody waits for the answer.
    drop(client.ask(Request::WarmUp, None));
}

fn root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

fn usual_layout() -> Layout {
    let size = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    Layout::for_window(size(window().inner_width()), size(window().inner_height()))
}

fn browser_language() -> Lang {
    let language = window().navigator().language().unwrap_or_default();
    if language.starts_with("zh") { Lang::Zh } else { Lang::En }
}

fn browser_theme() -> Theme {
    let dark = window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|m| m.matches());
    if dark { Theme::Dark } else { Theme::Light }
}
