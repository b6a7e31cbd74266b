//! Writing an export into blobs, which the browser keeps outside of the tab's memory.

use super::ahead::Ahead;
use super::platform::{blob_of, breathe, join};
use crate::export::Exporter;
use crate::protocol::{Exported, WorkerError};
use js_sys::Array;
use web_sys::Blob;

/// A part of an export, and what it has given.
struct Part {
    exporter: Exporter,
    stream: Option<Ahead>,
    /// Chunks of the file that the part before has begun.
    continued: Array,
    /// Files by name; the chunks of each.
    files: Vec<(String, Array)>,
    is_over: bool,
}

impl Part {
    fn new(exporter: Exporter) -> Part {
        Part { exporter, stream: None, continued: Array::new(), files: Vec::new(), is_over: false }
    }

    async fn go_on(&mut self, wanted: impl Fn() -> Result<(), WorkerError>) -> Result<(), WorkerError> {
        let ahead = match self.exporter.reads_next() {
            Some((records, range)) => Ahead::take(&mut self.stream, &records, range).await,
            None => None,
        };
        wanted()?;
        let Some(chunk) = self.exporter.next_chunk_of(ahead)? else {
            (self.is_over, self.stream) = (true, None);
            return Ok(());
        };
        if let Some(name) = chunk.begins_file {
            self.files.push((name, Array::new()));
        }
        let chunks = self.files.last().map_or(&self.continued, |(_, chunks)| chunks);
        // An archive's headers come after the files that they belong before.
        let at = chunk.insert_at.map_or(chunks.length(), |at| at as u32);
        chunks.splice(at, 0, &blob_of(&chunk.bytes, ""));
        Ok(())
    }
}

/// Writes an export that is in parts, a chunk of each in turn, so that the browser reads for one while another is written; `tell` hears how many rows
/// are done.
///
/// # Errors
/// When the source can no longer be read, or the export is not `wanted` any more.
pub async fn write(
    exporters: Vec<Exporter>,
    wanted: impl Fn() -> Result<(), WorkerError>,
    tell: impl Fn(u64, u64),
) -> Result<(Exported, Vec<Blob>), WorkerError> {
    let mut parts: Vec<Part> = exporters.into_iter().map(Part::new).collect();
    let total = parts.iter().map(|part| part.exporter.rows_total()).sum();
    while parts.iter().any(|part| !part.is_over) {
        for at in 0..parts.len() {
            if parts[at].is_over {
                continue;
            }
            parts[at].go_on(&wanted).await?;
            tell(parts.iter().map(|part| part.exporter.rows_done()).sum(), total);
            breathe().await;
            wanted()?;
        }
    }
    let mut files: Vec<(String, Array)> = Vec::new();
    for part in &mut parts {
        if let Some((_, chunks)) = files.last() {
            part.continued.iter().for_each(|chunk| _ = chunks.push(&chunk));
        }
        files.append(&mut part.files);
    }
    let mime = |name: &str| if name.ends_with(".zip") { "application/zip" } else { "text/csv;charset=utf-8" };
    let blobs: Vec<Blob> = files.iter().map(|(name, chunks)| join(chunks, mime(name))).collect();
    let exported = Exported {
        file_names: files.into_iter().map(|(name, _)| name).collect(),
        rows: parts.iter().map(|part| part.exporter.rows()).sum(),
        bytes: blobs.iter().map(|b| b.size() as u64).sum(),
        guarded: parts.iter().map(|part| part.exporter.guarded()).sum(),
    };
    Ok((exported, blobs))
}
