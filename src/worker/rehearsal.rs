//! What the first file will need, done beforehand with made-up rows. A browser compiles a function well only once it has been called for a while, so
//! that without this the first file would be read, and the first edit answered, by code several times slower than it is from then on.

use super::answers;
use super::platform::{BlobSource, Browser, blob_of, breathe};
use super::session::{Loaded, Session, ingest_error, statistics};
use super::travel::{pack, unpack};
use crate::engine::{self, Engine, SourceFile};
use crate::export::{ExportOptions, Layout};
use crate::ingest::{Import, ImportStep, Imported, RangeJob, RangeReader, ReadOptions};
use crate::protocol::{Request, WorkerError};
use crate::table::{Codes, ColumnData, PackedTexts, Table, TextColumn, TextValues};
use crate::wire;
use js_sys::Array;
use std::cell::OnceCell;
use std::fmt::Write;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::File;

#[wasm_bindgen]
extern "C" {
    /// An `ArrayBuffer` that may not be had.
    #[wasm_bindgen(js_name = ArrayBuffer)]
    type Buffer;
    #[wasm_bindgen(constructor, js_class = "ArrayBuffer", catch)]
    fn new(bytes: f64) -> Result<Buffer, JsValue>;
}

/// What the made-up file is called.
const NAME: &str = "made-up.csv";

/// Made-up customers.
const ROWS: usize = 8_000;

/// How many of them are read at first, while all is slow, and how often.
const FEW: (usize, usize) = (2_000, 12);

/// How often all of them are read after that: by then what every row passes through is compiled well, and nothing of it in the midst of a file.
const ALL: usize = 5;

/// How often texts are packed.
const PACKED: usize = 10;

/// How often each question is asked.
const TIMES: usize = 22;

/// The rehearsal, in small steps, until it is over or no longer `wanted`. Says nothing to the page.
///
/// # Errors
/// What a real file or question would have met; [`WorkerError::Cancelled`] when it is no longer wanted.
pub async fn rehearse(wanted: impl Fn() -> Result<(), WorkerError>) -> Result<(), WorkerError> {
    go_through_all(wanted).await?;
    collect_garbage();
    Ok(())
}

/// Has the collector of garbage come, which otherwise leaves what the rehearsal is done with until a file takes memory, too: it comes when much is asked
/// for that lies outside of its own. Nobody touches that, so that it is never there.
fn collect_garbage() {
    const MUCH: f64 = (64 << 20) as f64;
    let _ = Buffer::new(MUCH);
}

async fn go_through_all(wanted: impl Fn() -> Result<(), WorkerError>) -> Result<(), WorkerError> {
    // A question that comes right behind, as when a worker is started again, finds nothing begun.
    breathe().await;
    wanted()?;
    let text = made_up_rows(ROWS);
    let few = text.bytes().enumerate().filter(|&(_, b)| b == b'\n').nth(FEW.0).map_or(text.len(), |(at, _)| at + 1);
    let parts = Array::of1(&blob_of(text.as_bytes(), "text/csv"));
    let file = File::new_with_blob_sequence(&parts, NAME).map_err(|_| WorkerError::NoData)?;
    let load = |main: SourceFile| {
        engine::newest_date(&main.table);
        Loaded { engine: Engine::of_file(main), file: file.clone(), name: NAME.into() }
    };
    for _ in 0..FEW.1 {
        let mut loaded = load(read(&text[..few], &wanted).await?);
        // Once for a column of a file.
        for column in ["revenue", "orders", "discount"] {
            ask(&mut loaded, &format!(r#"{{"Slices":{{"column":"{column}","ranks":[10]}}}}"#))?;
        }
    }
    for _ in 1..ALL {
        read(&text, &wanted).await?;
    }
    let mut loaded = load(read(&text, &wanted).await?);
    statistics(loaded.engine.file_table(), &wanted).await?;
    for _ in 0..PACKED {
        pack_texts(loaded.engine.file_table());
        breathe().await;
        wanted()?;
    }
    for time in 0..TIMES {
        for question in questions(time) {
            ask(&mut loaded, &question)?;
            breathe().await;
            wanted()?;
        }
    }
    let session = Session::of(loaded);
    for _ in 0..FEW.1 {
        let options = ExportOptions { filter: None, columns: None, bom: false, guard: true, layout: Layout::One };
        session.write(None, options, &wanted).await?;
    }
    Ok(())
}

/// Packs the texts that hardly repeat, of which there are too few for it in a file so small, and looks for one.
fn pack_texts(table: &Table) {
    let by_place = |texts: &_| PackedTexts::by_place(texts, 1.0, table.rows());
    let by_symbols = |texts: &_| PackedTexts::by_symbols(texts, 1.0, table.rows());
    for column in table.columns() {
        if let ColumnData::Text(TextColumn { values, codes: Codes::Identity }) = &column.data
            && let Some((packed, _)) = by_place(&values.plain()).or_else(|| by_symbols(&values.plain()))
        {
            TextColumn { values: TextValues::Packed(packed), codes: Codes::Identity }.containing("big", false);
        }
    }
}

fn ask(loaded: &mut Loaded, question: &str) -> Result<(), WorkerError> {
    let request = wire::read::<Request>(question).map_err(|message| WorkerError::Died { message })?;
    wire::write(&answers::to(loaded, request)?);
    Ok(())
}

/// Reads a text as a file is read: the beginning here, the rest as a reader would, sent from worker to worker.
async fn read(text: &str, wanted: impl Fn() -> Result<(), WorkerError>) -> Result<SourceFile, WorkerError> {
    let source = BlobSource::new(blob_of(text.as_bytes(), "text/csv"));
    let mut import = Import::new(Box::new(source), Box::new(Browser), ReadOptions::default());
    let mut is_shared = false;
    loop {
        match import.advance().map_err(ingest_error)? {
            ImportStep::Working { done, total, .. } => {
                if !is_shared
                    && done > 0
                    && let Some(job) = import.job(done..total)
                    && let Ok(job) = wire::read::<RangeJob>(&wire::write(&job))
                {
                    let range = job.bytes(total);
                    let bytes = &text.as_bytes()[range.start as usize..range.end as usize];
                    for chunk in RangeReader::new(job, total).take(bytes.len(), |into| into.copy_from_slice(bytes)) {
                        let buffer = pack(&chunk, None);
                        import.supply_later(chunk.start(), move || unpack(&buffer));
                    }
                    is_shared = true;
                }
            }
            ImportStep::Done(imported) => {
                let Imported { table, records, .. } = *imported;
                return Ok(SourceFile { name: NAME.into(), table, records: Some(Rc::new(records)), profile: OnceCell::new() });
            }
        }
        breathe().await;
        wanted()?;
    }
}

/// One of each kind of question that an edit or a look at the table asks, otherwise each time.
fn questions(time: usize) -> Vec<String> {
    let least = 100 + 7 * time;
    let segments = [
        (format!(r#"{{"column":"revenue","op":">=","value":{least}}},{{"column":"orders","op":">=","value":3}}"#), "all"),
        (r#"{"column":"last order","op":"between","value":"2024-04-01","to":"2024-09-30"},{"column":"country","op":"is any of","values":["Peru","Chad"]}"#.into(), "all"),
        (r#"{"column":"channel","op":"is","value":"email"},{"column":"opted in","op":"is no"},{"column":"rating","op":"is empty"}"#.into(), "any"),
        (r#"{"column":"city","op":"contains","value":"an"},{"column":"signup","op":"before","value":"2022-01-01"}"#.into(), "all"),
    ];
    let segments: Vec<String> = segments
        .iter()
        .enumerate()
        .map(|(i, (nodes, all))| format!(r#"{{"name":"S{i}","colour":"blue","when":{{"{all}":[{nodes}]}}}}"#))
        .collect();
    let workbook = format!(
        r#"{{"stratify":1,"name":"","value_column":"revenue","steps":[{{"name":"segment","kind":"rules","segments":[{}],"everyone_else":{{"name":"Else","colour":"grey"}}}}]}}"#,
        segments.join(",")
    );
    let column = ["customer", "name", "signup", "revenue", "country"][time % 5];
    let search = ["", "an", "x"][time % 3];
    vec![
        format!(r#"{{"Evaluate":{{"workbook":{workbook},"measures":["orders"]}}}}"#),
        format!(r#"{{"Distribution":{{"column":"revenue","step":0,"bins":{},"boxes":true}}}}"#, 30 + time),
        format!(r#"{{"Distribution":{{"column":"revenue","step":0,"bins":40,"given":{{"start":0,"end":{least},"count":40}}}}}}"#),
        format!(r#"{{"Distribution":{{"column":"signup","step":0,"bins":{}}}}}"#, 30 + time),
        format!(r#"{{"Slices":{{"column":"revenue","ranks":[{},{}]}}}}"#, 10 * time, ROWS / 2),
        format!(
            r#"{{"Rows":{{"query":{{"filter":null,"search":"{search}","sort":{{"column":"{column}","descending":{}}}}},"start":0,"count":50,"columns":["customer","revenue"]}}}}"#,
            time.is_multiple_of(2)
        ),
        format!(r#"{{"Explain":{{"row":{time}}}}}"#),
    ]
}

/// Customers that nobody is, as CSV: a column of each kind, the same each time.
fn made_up_rows(rows: usize) -> String {
    const WORDS: [&str; 8] = ["Anden", "Brook", "Corsa", "Dalen", "Elang", "Farro", "Gando", "Harun"];
    let mut text = String::from("customer,name,country,city,channel,signup,last order,orders,revenue,discount,rating,opted in,notes\n");
    for row in 0..rows {
        // Bits that look like chance.
        let bits = (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 8;
        let part = |from: u32, of: u64| (bits >> from) % of;
        let word = |from: u32| WORDS[part(from, 8) as usize];
        let day = |from: u32| (2018 + part(from, 7), 1 + part(from + 3, 12), 1 + part(from + 7, 28));
        let ((y, m, d), (last_y, last_m, last_d)) = (day(5), day(17));
        let country = ["Peru", "Chad", "Fiji", "Oman", "Togo", "Cuba"][part(9, 6) as usize];
        let channel = ["email", "social", "search", "shop"][part(13, 4) as usize];
        let _ = write!(text, "C{bits:014X},{} {},{country},{}{},{channel},{y}-{m:02}-{d:02},", word(2), word(21), word(11), word(31));
        if part(4, 8) > 0 {
            let _ = write!(text, "{last_y}-{last_m:02}-{last_d:02}");
        }
        let _ = write!(text, ",{},{}.{:02},0.{:03},", part(6, 30), part(20, 900), part(3, 100), part(15, 400));
        if part(8, 6) > 0 {
            let _ = write!(text, "{}", 1 + part(12, 5));
        }
        text += if part(1, 2) == 0 { ",true," } else { ",false," };
        match part(18, 20) {
            0 => _ = write!(text, "\"{}, then \"\"{}\"\" {}\"", word(7), word(14), word(25)),
            1..=6 => _ = write!(text, "{} likes {} and big {} by {}", word(7), word(14), word(25), word(28)),
            _ => {}
        }
        text.push('\n');
    }
    text
}
