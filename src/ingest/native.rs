//! Ingest outside of the browser: bytes in memory, files on disk, decoders from `encoding_rs`.

use super::{
    ByteSource, Decoder, Encoding, Import, ImportStep, Imported, IngestError, Platform, RangeJob, Ranges, ReadOptions, SourceError,
    TextStore, read_range,
};
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::SystemTime;

impl ByteSource for Vec<u8> {
    fn len(&self) -> u64 {
        Vec::len(self) as u64
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
        usize::try_from(start)
            .ok()
            .zip(usize::try_from(end).ok())
            .and_then(|(s, e)| self.get(s..e))
            .map(<[u8]>::to_vec)
            .ok_or(SourceError::Changed)
    }
}

/// A file on disk, which is noticed to have changed by its size and time of modification.
#[derive(Debug)]
pub struct FileSource {
    path: PathBuf,
    file: File,
    len: u64,
    modified: Option<SystemTime>,
}

impl FileSource {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is not there, is no file, or may not be read.
    pub fn open(path: &Path) -> Result<FileSource, SourceError> {
        let file = File::open(path).map_err(|e| in_words(&e))?;
        let meta = file.metadata().map_err(|e| in_words(&e))?;
        if !meta.is_file() {
            return Err(SourceError::Other(format!("{} is not a file", path.display())));
        }
        Ok(FileSource { path: path.to_path_buf(), file, len: meta.len(), modified: meta.modified().ok() })
    }

    fn is_same(&self, meta: &Metadata) -> bool {
        meta.len() == self.len && meta.modified().ok() == self.modified
    }
}

fn in_words(error: &io::Error) -> SourceError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => SourceError::Gone,
        io::ErrorKind::UnexpectedEof => SourceError::Changed,
        _ => SourceError::Other(error.to_string()),
    }
}

impl ByteSource for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
        let read = || -> io::Result<(Vec<u8>, bool)> {
            // By its path, too: a file put in its place would be another.
            if !self.is_same(&std::fs::metadata(&self.path)?) {
                return Ok((Vec::new(), false));
            }
            let mut bytes = vec![0; (end - start) as usize];
            let mut file = &self.file;
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)?;
            Ok((bytes, self.is_same(&self.file.metadata()?)))
        };
        match read() {
            Ok((bytes, true)) => Ok(bytes),
            Ok((_, false)) => Err(SourceError::Changed),
            Err(e) => Err(in_words(&e)),
        }
    }
}

/// `encoding_rs` and memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativePlatform;

struct NativeDecoder(encoding_rs::Decoder);

impl Decoder for NativeDecoder {
    fn decode(&mut self, bytes: &[u8], last: bool) -> String {
        let mut text = String::with_capacity(self.0.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3));
        let _ = self.0.decode_to_string(bytes, &mut text, last);
        text
    }
}

struct MemoryStore(Vec<u8>);

impl TextStore for MemoryStore {
    fn append(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    fn finish(self: Box<Self>) -> Box<dyn ByteSource> {
        Box::new(self.0)
    }
}

impl Platform for NativePlatform {
    fn decoder(&self, encoding: Encoding) -> Box<dyn Decoder> {
        let encoding = match encoding {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Big5 => encoding_rs::BIG5,
            Encoding::ShiftJis => encoding_rs::SHIFT_JIS,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        };
        Box::new(NativeDecoder(encoding.new_decoder_without_bom_handling()))
    }

    fn text_store(&self) -> Box<dyn TextStore> {
        Box::new(MemoryStore(Vec::new()))
    }
}

/// Imports a source to the end.
///
/// # Errors
/// When it cannot be read as a table.
pub fn import_source(source: Box<dyn ByteSource>, options: ReadOptions) -> Result<Imported, IngestError> {
    run(Import::new(source, Box::new(NativePlatform), options))
}

/// Imports a file to the end, on every core there is.
///
/// # Errors
/// When it cannot be read as a table.
pub fn import_file(path: &Path, options: ReadOptions) -> Result<Imported, IngestError> {
    let open = || FileSource::open(path);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    run_shared(Import::new(Box::new(open().map_err(IngestError::Source)?), Box::new(NativePlatform), options), threads, &open)
}

/// Imports with as many threads as asked for, each with a source of its own of the same bytes.
pub(super) fn run_shared<S: ByteSource>(
    mut import: Import,
    threads: usize,
    open: &(impl Fn() -> Result<S, SourceError> + Sync),
) -> Result<Imported, IngestError> {
    let mut ranges = loop {
        if let ImportStep::Done(imported) = import.advance()? {
            return Ok(*imported);
        }
        if threads > 1
            && let Some(ranges) = import.ranges()
        {
            break ranges;
        }
    };
    thread::scope(|scope| {
        let (say, hear) = mpsc::channel();
        let mut readers: Vec<mpsc::Sender<RangeJob>> = Vec::new();
        for reader in 0..threads {
            let (ask, jobs) = mpsc::channel::<RangeJob>();
            let say = say.clone();
            scope.spawn(move || {
                let source = open();
                for job in jobs {
                    let start = job.start;
                    // What cannot be read here is read again where errors are told.
                    let chunks = source.as_ref().map(|source| read_range(job, source)).unwrap_or_default();
                    if say.send((reader, start, chunks)).is_err() {
                        break;
                    }
                }
            });
            readers.push(ask);
        }
        drop(say);
        let give = |reader: usize, import: &Import, ranges: &mut Ranges| {
            if let Some(job) = ranges.take().and_then(|range| import.job(range)) {
                let _ = readers[reader].send(job);
            }
        };
        (0..threads).for_each(|reader| give(reader, &import, &mut ranges));
        loop {
            while import.waits_for(&ranges) {
                let Ok((reader, start, chunks)) = hear.recv() else { break };
                chunks.into_iter().for_each(|chunk| import.supply(chunk));
                ranges.done(start);
                give(reader, &import, &mut ranges);
            }
            if let ImportStep::Done(imported) = import.advance()? {
                return Ok(*imported);
            }
        }
    })
}

/// Imports bytes to the end.
///
/// # Errors
/// When they cannot be read as a table.
pub fn import_bytes(bytes: Vec<u8>, options: ReadOptions) -> Result<Imported, IngestError> {
    import_source(Box::new(bytes), options)
}

pub(super) fn run(mut import: Import) -> Result<Imported, IngestError> {
    loop {
        if let ImportStep::Done(imported) = import.advance()? {
            return Ok(*imported);
        }
    }
}
