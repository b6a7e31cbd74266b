//! A whole export: one CSV, one per group, or an archive of those. Gives bytes chunk by chunk, so that whoever drives it can show progress,
//! cancel, and put the chunks away as they come.

use super::csv::{CsvExport, CsvStyle};
use super::file_names::{safe_name, stem, unique_names};
use super::zip_file::{Archive, Crc};
use super::{ExportError, ExportOptions, Layout};
use crate::engine::{Engine, GroupFilter, Originals};
use crate::ingest::Records;
use crate::table::{Bitmap, Table};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

/// What comes out, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// A new file of this name begins with these bytes; None: they belong to the file that began last.
    pub begins_file: Option<String>,
    /// The bytes belong before the chunk at this position of those that the file has so far (counted from 0, earlier insertions included);
    /// None: at the end.
    pub insert_at: Option<usize>,
    pub bytes: Vec<u8>,
}

/// An export under way. What it writes is fixed when it is made: later evaluations do not reach it.
pub struct Exporter {
    waiting: VecDeque<(String, Option<Bitmap>)>,
    current: Option<Current>,
    chosen: Vec<usize>,
    originals: Rc<Originals>,
    result: Table,
    style: CsvStyle,
    archive: Option<Archive>,
    /// Name of the archive until it begins.
    begins: Option<String>,
    /// Chunks of the file so far.
    chunks: usize,
    rows: usize,
    guarded: u64,
    rows_done: usize,
    rows_total: usize,
}

struct Current {
    name: String,
    csv: CsvExport,
    /// Where the first chunk of this CSV is in its file.
    first_chunk: usize,
    bytes: u64,
    crc: Crc,
}

impl Exporter {
    /// An export of the engine's result. `source_name` is the name of the file that the data came from.
    ///
    /// # Errors
    /// When a column or step of the options is not there.
    pub fn new(engine: &Engine, source_name: &str, options: &ExportOptions) -> Result<Exporter, ExportError> {
        let result = engine.result();
        let chosen = choose(engine, options.columns.as_deref())?;
        let stem = safe_name(stem(source_name));
        let filtered = |filter: &GroupFilter| engine.group_rows(filter).ok_or(ExportError::UnknownStep { step: filter.step });
        let everyone = options.filter.as_ref().map(filtered).transpose()?;
        let mut waiting = VecDeque::new();
        let mut archive = None;
        let mut begins = None;
        match options.layout {
            Layout::One => {
                let name = match &options.filter {
                    Some(GroupFilter { step, groups }) => {
                        let names = engine.group_names(*step).unwrap_or_default();
                        let group = match groups.as_slice() {
                            [one] => names.get(*one).cloned(),
                            _ => None,
                        };
                        format!("{stem}-{}.csv", safe_name(group.as_deref().unwrap_or("selection")))
                    }
                    None => format!("{stem}-stratify.csv"),
                };
                waiting.push_back((name, everyone));
            }
            Layout::ZipByGroup { step } | Layout::FilesByGroup { step } => {
                let zip = matches!(options.layout, Layout::ZipByGroup { .. });
                let groups = engine.group_names(step).ok_or(ExportError::UnknownStep { step })?;
                let named: Vec<String> = if zip { groups.clone() } else { groups.iter().map(|g| format!("{stem}-{g}")).collect() };
                for (group, name) in unique_names(&named, ".csv").into_iter().enumerate() {
                    let mut rows = filtered(&GroupFilter { step, groups: vec![group] })?;
                    if let Some(everyone) = &everyone {
                        rows.and(everyone);
                    }
                    waiting.push_back((name, Some(rows)));
                }
                if zip {
                    archive = Some(Archive::default());
                    begins = Some(format!("{stem}-stratify.zip"));
                }
            }
        }
        Ok(Exporter {
            rows_total: waiting.len() * result.rows(),
            waiting,
            current: None,
            chosen,
            originals: engine.originals().clone(),
            result: result.clone(),
            style: CsvStyle { bom: options.bom, guard: options.guard, delimiter: None },
            archive,
            begins,
            chunks: 0,
            rows: 0,
            guarded: 0,
            rows_done: 0,
        })
    }

    /// Rows gone through. Each file goes through every row of the table.
    pub fn rows_done(&self) -> u64 {
        (self.rows_done + self.current.as_ref().map_or(0, |c| c.csv.done())) as u64
    }

    /// Rows to go through in all.
    pub fn rows_total(&self) -> u64 {
        self.rows_total as u64
    }

    /// Rows written to the files that are whole, headers not counted; of overlapping groups a customer counts in each.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Cells that the formula guard changed in the files that are whole.
    pub fn guarded(&self) -> u64 {
        self.guarded
    }

    /// Which bytes of which source [`Exporter::next_chunk`] is about to read, if it is one piece: whoever can read them ahead gives them to
    /// [`Exporter::next_chunk_of`].
    pub fn reads_next(&self) -> Option<(Rc<Records>, Range<u64>)> {
        let next = match &self.current {
            Some(current) => current.csv.done(),
            None if self.waiting.is_empty() => return None,
            None => 0,
        };
        CsvExport::reads_next(&self.originals, &self.chosen, next, self.result.rows())
    }

    /// The next bytes; None at the end.
    ///
    /// # Errors
    /// When the source can no longer be read, or an archive would be too large.
    pub fn next_chunk(&mut self) -> Result<Option<Chunk>, ExportError> {
        self.next_chunk_of(None)
    }

    /// As [`Exporter::next_chunk`], with the bytes that it would read.
    ///
    /// # Errors
    /// As there.
    pub fn next_chunk_of(&mut self, mut ahead: Option<Vec<u8>>) -> Result<Option<Chunk>, ExportError> {
        loop {
            if self.current.is_none() {
                let Some((name, rows)) = self.waiting.pop_front() else { return self.end() };
                let csv = CsvExport::new(&self.result, self.originals.clone(), rows, self.chosen.clone(), self.style)?;
                if self.archive.is_none() {
                    self.chunks = 0;
                    self.begins = Some(name.clone());
                }
                self.current = Some(Current { name, csv, first_chunk: self.chunks, bytes: 0, crc: Crc::new() });
            }
            if let Some(current) = &mut self.current
                && let Some(bytes) = current.csv.next_chunk(ahead.take())?
            {
                current.bytes += bytes.len() as u64;
                if self.archive.is_some() {
                    current.crc.update(&bytes);
                }
                self.chunks += 1;
                return Ok(Some(Chunk { begins_file: self.begins.take(), insert_at: None, bytes }));
            }
            let Some(Current { name, csv, first_chunk, bytes, crc }) = self.current.take() else { continue };
            self.rows_done += self.result.rows();
            self.rows += csv.written;
            self.guarded += csv.guarded;
            if let Some(archive) = &mut self.archive {
                let bytes = archive.add(&name, bytes, crc.finish()).ok_or(ExportError::ArchiveTooLarge)?;
                self.chunks += 1;
                return Ok(Some(Chunk { begins_file: None, insert_at: Some(first_chunk), bytes }));
            }
        }
    }

    /// What an archive still needs once its files are in it.
    fn end(&mut self) -> Result<Option<Chunk>, ExportError> {
        let Some(archive) = self.archive.take() else { return Ok(None) };
        let bytes = archive.finish().ok_or(ExportError::ArchiveTooLarge)?;
        Ok(Some(Chunk { begins_file: self.begins.take(), insert_at: None, bytes }))
    }
}

/// Positions in the result of the columns to write.
pub(super) fn choose(engine: &Engine, columns: Option<&[String]>) -> Result<Vec<usize>, ExportError> {
    let result = engine.result().columns();
    let Some(names) = columns else { return Ok((0..result.len()).collect()) };
    if names.is_empty() {
        return Err(ExportError::NoColumns);
    }
    let position =
        |name: &String| result.iter().position(|c| c.name == *name).ok_or_else(|| ExportError::UnknownColumn { column: name.clone() });
    names.iter().map(position).collect()
}

/// A file's name and bytes.
pub type NamedBytes = (String, Vec<u8>);

/// An export whole in memory, for small ones and for tests: its files by name, and the exporter at its end.
///
/// # Errors
/// As [`Exporter::new`] and [`Exporter::next_chunk`].
pub fn export_whole(engine: &Engine, source_name: &str, options: &ExportOptions) -> Result<(Vec<NamedBytes>, Exporter), ExportError> {
    let mut exporter = Exporter::new(engine, source_name, options)?;
    let mut files: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
    while let Some(chunk) = exporter.next_chunk()? {
        if let Some(name) = chunk.begins_file {
            files.push((name, Vec::new()));
        }
        let Some((_, chunks)) = files.last_mut() else { continue };
        chunks.insert(chunk.insert_at.unwrap_or(chunks.len()), chunk.bytes);
    }
    Ok((files.into_iter().map(|(name, chunks)| (name, chunks.concat())).collect(), exporter))
}
