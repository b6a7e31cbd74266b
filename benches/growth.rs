//! How time and memory grow with the number of customers: reads, evaluates, edits and exports files of 10 thousand to 5 million rows, prints a table
//! and draws `docs/growth.svg`. Run by `cargo xtask growth`.

#[path = "support/random.rs"]
mod random;

use plotters::prelude::*;
use random::Random;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use stratify::engine::{Engine, SourceFile};
use stratify::export::{ExportOptions, Exporter, Layout};
use stratify::ingest::{ReadOptions, import_file};
use stratify::recipe::{self, Workbook};

const SIZES: [usize; 6] = [10_000, 30_000, 100_000, 300_000, 1_000_000, 5_000_000];

/// Runs of each size, each a process of its own; the least counts, since what else the machine does only adds.
const RUNS: usize = 5;

/// Rule edits of one run; the median counts.
const EDITS: u32 = 9;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|a| a == "--one") {
        let measured = measure(Path::new(&arguments[at + 1]))?;
        println!("{}", measured.map(|x| x.to_string()).join(" "));
        return Ok(());
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("growth");
    fs::create_dir_all(&folder)?;
    let mut found = Vec::new();
    println!("| customers | file, MB | read, s | rule edit, ms | export, s | peak memory, MB | bytes of memory per byte of file |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for rows in SIZES {
        let file = folder.join(format!("customers-{rows}.csv"));
        generate(&file, rows)?;
        let bytes = fs::metadata(&file)?.len() as f64;
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            runs.push(in_own_process(&file)?);
        }
        let [read, edit, export, memory] = std::array::from_fn(|i| runs.iter().map(|run| run[i]).fold(f64::INFINITY, f64::min));
        let per_byte = memory / bytes;
        println!("| {rows} | {:.1} | {read:.3} | {:.2} | {export:.3} | {:.0} | {per_byte:.2} |", bytes / 1e6, edit * 1e3, memory / 1e6);
        found.push((rows as f64, [read, edit, export, memory]));
        fs::remove_file(&file)?;
    }
    let svg = draw(&found)?;
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/growth.svg"), svg)?;
    Ok(())
}

fn in_own_process(file: &Path) -> Result<[f64; 4]> {
    let output = Command::new(std::env::current_exe()?).arg("--one").arg(file).output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    numbers.try_into().map_err(|_| format!("{}: {}", file.display(), String::from_utf8_lossy(&output.stderr)).into())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Seconds to read, to evaluate after an edit and to export; the most bytes of memory that the process held.
fn measure(file: &Path) -> Result<[f64; 4]> {
    let start = Instant::now();
    let imported = import_file(file, ReadOptions::default()).map_err(|e| format!("{e:?}"))?;
    let rows = imported.report.rows;
    let mut engine = Engine::of_file(SourceFile::of("customers.csv", imported));
    let read = start.elapsed().as_secs_f64();

    let mut edits = Vec::new();
    for edit in 0..=EDITS {
        let workbook = workbook(900.0 + f64::from(edit))?;
        let start = Instant::now();
        let evaluation = engine.evaluate(&workbook);
        // The first evaluation is no edit.
        if edit > 0 {
            edits.push(start.elapsed().as_secs_f64());
        }
        assert_eq!(evaluation.rows, rows);
    }

    let start = Instant::now();
    let options = ExportOptions { filter: None, columns: None, bom: false, guard: true, layout: Layout::One };
    let mut exporter = Exporter::new(&engine, "customers.csv", &options).map_err(|e| format!("{e:?}"))?;
    let path = file.with_extension("out.csv");
    let mut out = File::create(&path)?;
    while let Some(chunk) = exporter.next_chunk().map_err(|e| format!("{e:?}"))? {
        out.write_all(&chunk.bytes)?;
    }
    let export = start.elapsed().as_secs_f64();
    fs::remove_file(&path)?;
    assert_eq!(exporter.rows(), rows);
    Ok([read, median(edits), export, peak_memory()?])
}

/// The process's high-water mark, as Linux counts it.
fn peak_memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? * 1024.0)
}

fn workbook(least: f64) -> Result<Workbook> {
    let text = format!(
        r#"{{"stratify": 1, "value_column": "revenue", "steps": [{{"name": "Segment", "kind": "rules", "segments": [
            {{"name": "Champions", "when": {{"all": [{{"column": "revenue", "op": ">=", "value": {least}}}, {{"column": "orders", "op": ">=", "value": 10}}]}}}},
            {{"name": "Recent", "when": {{"all": [{{"column": "last_order", "op": "after", "value": "2025-06-30"}},
                {{"column": "country", "op": "is any of", "values": ["Germany", "France", "Spain"]}}]}}}},
            {{"name": "Unhappy", "when": {{"any": [{{"column": "satisfaction", "op": "<=", "value": 2}}, {{"column": "note", "op": "contains", "value": "refund"}}]}}}},
            {{"name": "Harbours", "when": {{"all": [{{"column": "city", "op": "contains", "value": "haven"}}]}}}}]}}]}}"#
    );
    recipe::read(&text).map_err(|e| format!("{e:?}").into())
}

/// One of the words.
fn one_of<'a>(random: &mut Random, words: &[&'a str]) -> &'a str {
    words[random.below(words.len() as u64) as usize]
}

/// Customers with every type of column, some cells empty, some notes in quotes. A smaller file is the beginning of a larger one.
fn generate(path: &Path, rows: usize) -> Result<()> {
    let mut random = Random(7);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "customer,name,country,city,channel,signup,last_order,orders,revenue,discount,satisfaction,opted_in,note")?;
    let first = ["Anna", "Ben", "Carla", "David", "Elena", "José", "Jürgen", "Zoë"];
    let last = ["Smith", "Müller", "García", "Rossi", "Dubois", "Nguyen", "Silva", "Tanaka"];
    let countries = ["Germany", "France", "Spain", "Italy", "Poland", "Japan", "Brazil", "Canada", "India"];
    let (begins, ends) = (["Ber", "Lan", "Mor", "San", "Kal", "Dun", "Vel", "Tor"], ["burg", "ton", "stad", "haven", "dal", "ford"]);
    let words = ["asked for a refund", "likes the catalogue", "moved, wants invoices by mail", "said \"\"call me\"\""];
    for row in 0..rows {
        let id = (row as u32).wrapping_mul(2_654_435_761);
        write!(out, "C{id:08X},{} {},{},", one_of(&mut random, &first), one_of(&mut random, &last), one_of(&mut random, &countries))?;
        write!(
            out,
            "{}{},{},",
            one_of(&mut random, &begins),
            one_of(&mut random, &ends),
            one_of(&mut random, &["email", "search", "social", "referral"])
        )?;
        for year in [2018, 2022] {
            write!(out, "{}-{:02}-{:02},", year + random.below(4), 1 + random.below(12), 1 + random.below(28))?;
        }
        let cents = random.below(2_000_000) * random.below(100) / 100;
        write!(out, "{},{}.{:02},0.{:03},", random.below(60), cents / 100, cents % 100, random.below(500))?;
        match random.below(6) {
            0 => write!(out, ",")?,
            score => write!(out, "{score},")?,
        }
        write!(out, "{},", one_of(&mut random, &["true", "false"]))?;
        if random.below(7) == 0 {
            write!(out, "\"{}\"", one_of(&mut random, &words))?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// Text and axes, the grid, and a colour for each line: as drawn, in light, in dark.
const COLOURS: [(RGBColor, &str, &str); 6] = [
    (RGBColor(1, 1, 1), "#1b2430", "#e6edf3"),
    (RGBColor(2, 2, 2), "#dfe3e8", "#30363d"),
    (RGBColor(3, 3, 3), "#0b6e69", "#4cc9c0"),
    (RGBColor(4, 4, 4), "#b3261e", "#ff8a80"),
    (RGBColor(5, 5, 5), "#1f5fbf", "#79b8ff"),
    (RGBColor(6, 6, 6), "#8a5a00", "#f0b429"),
];

/// Time and memory against customers, both on logarithmic scales, where what grows linearly is a line that rises one decade per decade.
fn draw(found: &[(f64, [f64; 4])]) -> Result<String> {
    let [ink, grid, ..] = COLOURS.map(|(colour, ..)| colour);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (960, 420)).into_drawing_area();
        let (left, right) = area.split_horizontally(500);
        let label = ("sans-serif", 14).into_font().color(&ink);
        let x = found[0].0 * 0.8..found[found.len() - 1].0 * 1.25;
        let count = |x: &f64| if *x >= 1e6 { format!("{} M", x / 1e6) } else { format!("{} k", x / 1e3) };
        let times = found.iter().flat_map(|(_, [read, edit, export, _])| [*read, *edit, *export]);
        let (low, high) = times.fold((f64::MAX, f64::MIN), |(low, high), t| (low.min(t), high.max(t)));

        let mut chart = ChartBuilder::on(&left)
            .margin(14)
            .caption("Time, seconds", ("sans-serif", 16).into_font().color(&ink))
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(x.clone().log_scale(), (low * 0.5..high * 2.0).log_scale())?;
        chart
            .configure_mesh()
            .bold_line_style(grid)
            .light_line_style(TRANSPARENT)
            .axis_style(ink)
            .label_style(label.clone())
            .x_desc("customers")
            .x_label_formatter(&count)
            .y_label_formatter(&|y| format!("{y}"))
            .draw()?;
        for (i, name) in ["read", "rule edit", "export"].into_iter().enumerate() {
            let colour = COLOURS[2 + i].0;
            let points: Vec<(f64, f64)> = found.iter().map(|(rows, values)| (*rows, values[i])).collect();
            chart.draw_series(LineSeries::new(points.clone(), colour.stroke_width(2)))?;
            chart.draw_series(points.iter().map(|&point| Circle::new(point, 4, colour.filled())))?;
            // Above where the line begins.
            let (rows, value) = points[0];
            let at = (rows, value * 2.6);
            chart.draw_series([Text::new(name, at, ("sans-serif", 15).into_font().color(&colour))])?;
        }

        let memory: Vec<(f64, f64)> = found.iter().map(|(rows, values)| (*rows, values[3] / 1e6)).collect();
        let mut chart = ChartBuilder::on(&right)
            .margin(14)
            .caption("Peak memory of the process, MB", ("sans-serif", 16).into_font().color(&ink))
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(x.log_scale(), (memory[0].1 * 0.5..memory[memory.len() - 1].1 * 2.0).log_scale())?;
        chart
            .configure_mesh()
            .bold_line_style(grid)
            .light_line_style(TRANSPARENT)
            .axis_style(ink)
            .label_style(label)
            .x_desc("customers")
            .x_label_formatter(&count)
            .y_label_formatter(&|y| format!("{y}"))
            .draw()?;
        let colour = COLOURS[5].0;
        chart.draw_series(LineSeries::new(memory.clone(), colour.stroke_width(2)))?;
        chart.draw_series(memory.iter().map(|&point| Circle::new(point, 4, colour.filled())))?;
        area.present()?;
    }
    // The drawing library writes colours into every element; a style sheet turns them into those of the reader's light or dark page.
    let rules = |dark: bool| -> String {
        let rule = |(drawn, light_colour, dark_colour): &(RGBColor, &str, &str)| {
            let (drawn, colour) =
                (format!("#{:02X}{:02X}{:02X}", drawn.0, drawn.1, drawn.2), if dark { dark_colour } else { light_colour });
            format!("[fill=\"{drawn}\"]{{fill:{colour}}}[stroke=\"{drawn}\"]{{stroke:{colour}}}")
        };
        COLOURS.iter().map(rule).collect()
    };
    let style = format!("<style>{}@media (prefers-color-scheme:dark){{{}}}</style>", rules(false), rules(true));
    let head = svg.find("<svg").and_then(|at| Some(at + svg[at..].find('>')? + 1)).ok_or("no drawing")?;
    svg.insert_str(head, &style);
    Ok(svg)
}
