//! What the worker holds, and which question does what. Long work goes a chunk at a time and lets other questions in between.

use super::answers;
use super::platform::{BlobSource, Browser, breathe};
use super::readers::Readers;
use super::rehearsal::rehearse;
use super::{scratch, tell, writing};
use crate::engine::{self, ColumnProfile, Engine, SourceFile};
use crate::export::{ExportError, ExportOptions, Exporter};
use crate::ingest::{Import, ImportReport, ImportStage, ImportStep, Imported, IngestError, ReadOptions, is_worth_sharing};
use crate::protocol::{Added, Ask, Exported, Opened, Progress, Reply, Request, Stage, Tell, WorkerError};
use crate::table::{Codes, Column, ColumnData, Table, TextColumn};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

/// After so many bytes more the page hears how far a file has been read.
const WORTH_TELLING: u64 = 2 << 20;

/// A file that has been read.
pub struct Loaded {
    pub engine: Engine,
    pub file: File,
    pub name: String,
}

/// The worker's state; clones are the same session.
#[derive(Clone)]
pub struct Session {
    loaded: Rc<RefCell<Option<Loaded>>>,
    /// Counts the long jobs; a job that is no longer the newest stops.
    job: Rc<Cell<u32>>,
    /// Counts the questions.
    asked: Rc<Cell<u32>>,
    /// How many of them are being answered a chunk at a time.
    answering: Rc<Cell<u32>>,
    /// Whether it has begun to rehearse.
    has_begun_rehearsal: Rc<Cell<bool>>,
    /// Who will read the next file, if it is a large one, started before it comes.
    readers: Rc<RefCell<Option<Readers>>>,
}

impl Session {
    pub fn new() -> Session {
        Session {
            loaded: Rc::default(),
            job: Rc::default(),
            asked: Rc::default(),
            answering: Rc::default(),
            has_begun_rehearsal: Rc::default(),
            readers: Rc::default(),
        }
    }

    /// With that file.
    pub fn of(loaded: Loaded) -> Session {
        let session = Session::new();
        session.loaded.replace(Some(loaded));
        session
    }

    /// Answers a question, now or later.
    pub fn handle(self, ask: Ask, file: Option<File>) {
        let id = ask.id;
        if let Request::WarmUp = ask.request {
            return self.warm_up(id);
        }
        self.asked.set(self.asked.get() + 1);
        match ask.request {
            Request::Open { name, options } => match file {
                Some(file) => self.read(id, file, name, options),
                None => answer(id, Err(WorkerError::NoData)),
            },
            Request::Reread { options } => {
                let source = self.loaded.borrow().as_ref().map(|l| (l.file.clone(), l.name.clone()));
                match source {
                    Some((file, name)) => self.read(id, file, name, options),
                    None => answer(id, Err(WorkerError::NoData)),
                }
            }
            Request::AddFile { name, options } => match file {
                Some(file) if self.loaded.borrow().is_some() => self.add(id, file, name, options),
                _ => answer(id, Err(WorkerError::NoData)),
            },
            Request::Cancel => {
                self.job.set(self.job.get() + 1);
                answer(id, Ok(Reply::Done));
            }
            Request::Profile => self.profile(id),
            Request::Export { options } => self.export(id, options),
            request => {
                let mut loaded = self.loaded.borrow_mut();
                answer(id, loaded.as_mut().ok_or(WorkerError::NoData).and_then(|loaded| answers::to(loaded, request)));
            }
        }
    }

    fn warm_up(self, id: u32) {
        let before = self.asked.get();
        // What has been asked already needs no rehearsal.
        let rehearses = before == 0 && !self.has_begun_rehearsal.replace(true);
        spawn_local(async move {
            let wanted = || if self.asked.get() == before { Ok(()) } else { Err(WorkerError::Cancelled) };
            let done = if rehearses { rehearse(wanted).await } else { Ok(()) };
            if done.is_ok() {
                let ready = {
                    let mut readers = self.readers.borrow_mut();
                    if readers.as_ref().is_none_or(Readers::have_failed) {
                        *readers = Some(Readers::start());
                    }
                    readers.as_ref().map(Readers::ready)
                };
                if let Some(ready) = ready {
                    ready.await;
                }
            }
            answer(id, done.map(|()| Reply::Done));
            scratch::clear().await;
        });
    }

    /// How many questions there were, where none is still being answered.
    pub fn asked_and_done(&self) -> Option<u32> {
        (self.answering.get() == 0).then(|| self.asked.get())
    }

    /// Answers when that is done, with what goes along.
    fn answer_later(&self, id: u32, work: impl Future<Output = Result<(Reply, Vec<Blob>), WorkerError>> + 'static) {
        self.answering.set(self.answering.get() + 1);
        let answering = self.answering.clone();
        spawn_local(async move {
            let (answer, blobs) = work.await.map_or_else(|error| (Err(error), Vec::new()), |(reply, blobs)| (Ok(reply), blobs));
            tell(&Tell::Answer { id, answer }, &blobs);
            answering.set(answering.get() - 1);
        });
    }

    /// A new long job; the check whether it is still wanted.
    fn begin(&self) -> impl Fn() -> Result<(), WorkerError> + use<> {
        let number = self.job.get() + 1;
        self.job.set(number);
        let job = self.job.clone();
        move || if job.get() == number { Ok(()) } else { Err(WorkerError::Cancelled) }
    }

    fn read(self, id: u32, file: File, name: String, options: ReadOptions) {
        let wanted = self.begin();
        self.clone().answer_later(id, async move {
            let (main, report) = self.read_file(id, &file, &name, options, wanted).await?;
            let unknown = |column: &Arc<Column>| ColumnProfile::unknown(&column.name, column.column_type());
            let profile = main.table.columns().iter().map(unknown).collect();
            let newest = engine::newest_date(&main.table);
            self.look_again(&main);
            let opened = Opened { name: name.clone(), customers: report.rows, report, profile, newest };
            let mut loaded = self.loaded.borrow_mut();
            match loaded.as_mut() {
                // The further files stay.
                Some(loaded) => {
                    loaded.engine.set_main(main);
                    (loaded.file, loaded.name) = (file, name);
                }
                None => *loaded = Some(Loaded { engine: Engine::of_file(main), file, name }),
            }
            Ok((Reply::Opened(Box::new(opened)), Vec::new()))
        });
    }

    /// Reads a further file.
    fn add(self, id: u32, file: File, name: String, options: ReadOptions) {
        let wanted = self.begin();
        self.clone().answer_later(id, async move {
            let (further, report) = self.read_file(id, &file, &name, options, &wanted).await?;
            let profile = statistics(&further.table, wanted).await?;
            let _ = further.profile.set(profile.clone());
            self.look_again(&further);
            let mut loaded = self.loaded.borrow_mut();
            let engine = &mut loaded.as_mut().ok_or(WorkerError::NoData)?.engine;
            engine.add_file(further);
            let proposal = engine.propose(&name).unwrap_or_default();
            Ok((Reply::Added(Box::new(Added { name, report, profile, proposal })), Vec::new()))
        });
    }

    async fn read_file(
        &self,
        id: u32,
        file: &File,
        name: &str,
        options: ReadOptions,
        wanted: impl Fn() -> Result<(), WorkerError>,
    ) -> Result<(SourceFile, ImportReport), WorkerError> {
        let source = BlobSource::new(file.clone().into());
        let mut import = Import::new(Box::new(source), Box::new(Browser), options);
        // They go with the file, for their memory.
        let started = self.readers.take().filter(|readers| !readers.have_failed());
        let mut readers = is_worth_sharing(file.size() as u64).then(|| started.unwrap_or_else(Readers::start));
        if let Some(readers) = &mut readers {
            readers.settle_for(file.size() as u64);
        }
        let mut told = None;
        let Imported { table, records, report } = loop {
            if let Some(helping) = &mut readers {
                helping.help(file, &mut import).await;
                wanted()?;
                if helping.are_done() {
                    readers = None;
                }
            }
            match import.advance().map_err(ingest_error)? {
                ImportStep::Done(imported) => break *imported,
                ImportStep::Working { stage, done, total } => {
                    let stage = match stage {
                        ImportStage::Reading | ImportStage::Joining => Stage::Reading,
                        ImportStage::Decoding => Stage::Decoding,
                    };
                    // What others have read comes in little pieces.
                    if told.is_none_or(|(of, upto)| of != stage || done >= upto + WORTH_TELLING) {
                        progress(id, stage, done, total);
                        told = Some((stage, done));
                    }
                    breathe().await;
                    wanted()?;
                }
            }
        };
        let read = SourceFile { name: name.to_owned(), table, records: Some(Rc::new(records)), profile: OnceCell::new() };
        Ok((read, report))
    }

    /// Answers with the statistics of the file's columns; another file ends it.
    fn profile(self, id: u32) {
        let table = self.loaded.borrow().as_ref().map(|loaded| loaded.engine.file_table().clone());
        let Some(table) = table else { return answer(id, Err(WorkerError::NoData)) };
        let job = self.job.get();
        self.clone().answer_later(id, async move {
            let replaced = || self.job.get() != job && self.loaded.borrow().as_ref().is_none_or(|l| !l.engine.file_table().is(&table));
            let profile = statistics(&table, || if replaced() { Err(WorkerError::Cancelled) } else { Ok(()) }).await?;
            if let Some(loaded) = self.loaded.borrow_mut().as_mut()
                && loaded.engine.file_table().is(&table)
            {
                loaded.engine.set_profile(profile.clone());
            }
            Ok((Reply::Profiled(profile), Vec::new()))
        });
    }

    fn export(self, id: u32, options: ExportOptions) {
        let wanted = self.begin();
        self.clone().answer_later(id, async move {
            let (exported, blobs) = self.write(Some(id), options, wanted).await?;
            Ok((Reply::Exported(exported), blobs))
        });
    }

    /// Writes an export, and tells how far the question of that number is.
    pub async fn write(
        &self,
        id: Option<u32>,
        options: ExportOptions,
        wanted: impl Fn() -> Result<(), WorkerError>,
    ) -> Result<(Exported, Vec<Blob>), WorkerError> {
        // What is exported is fixed here: edits made while it is written do not reach it.
        let exporter = {
            let loaded = self.loaded.borrow();
            let Loaded { engine, name, .. } = loaded.as_ref().ok_or(WorkerError::NoData)?;
            Exporter::new(engine, name, &options)?
        };
        let tell = |done, total| {
            if let Some(id) = id {
                progress(id, Stage::Exporting, done, total);
            }
        };
        writing::write(exporter, wanted, tell).await
    }
}

/// Statistics of the columns, one by one; other questions come in between. What takes long comes last: right after a file has come, the page asks for much
/// that does not.
pub async fn statistics(table: &Table, wanted: impl Fn() -> Result<(), WorkerError>) -> Result<Vec<ColumnProfile>, WorkerError> {
    let columns = table.columns();
    let takes_long = |at: &usize| matches!(&columns[*at].data, ColumnData::Text(TextColumn { codes: Codes::Identity, .. }));
    let (late, soon): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(takes_long);
    let mut profile: Vec<ColumnProfile> = columns.iter().map(|column| ColumnProfile::unknown(&column.name, column.column_type())).collect();
    for at in soon.into_iter().chain(late) {
        profile[at] = engine::profile_column(&columns[at]);
        breathe().await;
        wanted()?;
    }
    Ok(profile)
}

impl From<ExportError> for WorkerError {
    fn from(error: ExportError) -> WorkerError {
        match error {
            ExportError::Source(error) => WorkerError::Source(error),
            error => WorkerError::Export(error),
        }
    }
}

fn answer(id: u32, answer: Result<Reply, WorkerError>) {
    tell(&Tell::Answer { id, answer }, &[]);
}

fn progress(id: u32, stage: Stage, done: u64, total: u64) {
    tell(&Tell::Progress { id, progress: Progress { stage, done, total } }, &[]);
}

pub fn ingest_error(error: IngestError) -> WorkerError {
    match error {
        IngestError::Cancelled => WorkerError::Cancelled,
        error => WorkerError::Ingest(error),
    }
}
