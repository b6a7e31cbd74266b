//! The command line: `stratify profile`, `apply` and `lint`, the same engine natively. Reads arguments and files, prints answers; what it
//! prints for programs is in `json`, for people in `human`.

mod human;
mod json;
mod lint;

use crate::engine::{Engine, Evaluation, Problem, Severity, SourceFile, profile};
use crate::export::plan::{plan_html, plan_step};
use crate::export::{ExportError, ExportOptions, Exporter, Layout};
use crate::ingest::{Imported, ReadOptions, import_bytes, import_file};
use crate::messages::{
    Lang, cli as say, export as say_export, files as say_files, ingest as say_ingest, playbook as say_playbook, workbook as say_workbook,
};
use crate::recipe::{self, Workbook};
use clap::{Parser, Subcommand};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

/// Customer segmentation and tiering over a CSV file.
#[derive(Parser)]
#[command(name = "stratify", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What every column of a file holds
    Profile {
        /// A CSV file, or - for standard input
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Run a workbook over a file: the file with the columns of its steps, or how large each segment is
    Apply {
        /// A workbook (.stratify.json), or - for standard input
        workbook: PathBuf,
        /// A CSV file, or - for standard input
        file: PathBuf,
        /// Write the CSV here and print the sizes of the segments; without it (and without --json) the CSV is printed
        #[arg(short, long, value_name = "OUT.csv")]
        output: Option<PathBuf>,
        /// Print the sizes of the segments as JSON
        #[arg(long)]
        json: bool,
        /// Leave cells untouched that a spreadsheet would run as a formula
        #[arg(long)]
        no_guard: bool,
        /// Begin the CSV with a byte order mark, for Excel
        #[arg(long)]
        bom: bool,
        /// Write the plan of the workbook's last playbook here, a page to print; without -o no CSV is printed then
        #[arg(long, value_name = "OUT.html")]
        plan: Option<PathBuf>,
        /// A further file that the workbook stacks or joins, by its name; once for each
        #[arg(long, value_name = "FILE")]
        with: Vec<PathBuf>,
    },
    /// What is wrong with a workbook, by itself or on a file
    Lint {
        /// A workbook (.stratify.json), or - for standard input
        workbook: PathBuf,
        /// A CSV file, or - for standard input
        file: Option<PathBuf>,
        /// A further file that the workbook stacks or joins, by its name; once for each
        #[arg(long, value_name = "FILE", requires = "file")]
        with: Vec<PathBuf>,
    },
}

/// Why a command ends early: the sentence for standard error.
struct Failure(String);

/// Runs the command line of this process. Exit status: 0 done; 1 the data or the workbook is wrong; 2 wrong usage.
pub fn main() -> ExitCode {
    let lang = language();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let twice = match &arguments.command {
        Command::Apply { workbook, file, .. } | Command::Lint { workbook, file: Some(file), .. } => is_stdin(workbook) && is_stdin(file),
        _ => false,
    };
    if twice {
        eprintln!("{}", say::stdin_twice(lang));
        return ExitCode::from(2);
    }
    let done = match arguments.command {
        Command::Profile { file, json } => run_profile(lang, &file, json),
        Command::Apply { workbook, file, output, json, no_guard, bom, plan, with } => {
            let files = Files { workbook: &workbook, main: &file, with: &with };
            let wanted = Wanted { output: output.as_deref(), plan: plan.as_deref(), json, guard: !no_guard, bom };
            run_apply(lang, &files, &wanted)
        }
        Command::Lint { workbook, file, with } => lint::run(lang, &workbook, file.as_deref(), &with),
    };
    match done {
        Ok(code) => code,
        Err(Failure(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(1)
        }
    }
}

/// The person's language, as the environment says: Chinese where it begins with `zh`, else English.
fn language() -> Lang {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
    if locale.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What a path is called in sentences.
fn shown(lang: Lang, path: &Path) -> String {
    if is_stdin(path) { say::standard_input(lang).to_owned() } else { path.display().to_string() }
}

/// The name by which a workbook knows a file: without folders.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn read_stdin(lang: Lang) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Failure(say::cannot_read(lang, say::standard_input(lang), e)))?;
    Ok(bytes)
}

fn import(lang: Lang, path: &Path, options: ReadOptions) -> Result<Imported, Failure> {
    let name = shown(lang, path);
    let imported = if is_stdin(path) {
        import_bytes(read_stdin(lang)?, options)
    } else {
        // The system's own words say whether it is missing or forbidden.
        File::open(path).map_err(|e| Failure(say::cannot_read(lang, &name, e)))?;
        import_file(path, options)
    };
    imported.map_err(|e| Failure(say_ingest::ingest_error(lang, &name, &e)))
}

/// A workbook with the text that it was read from.
fn read_workbook(lang: Lang, path: &Path) -> Result<(Workbook, String), Failure> {
    let name = shown(lang, path);
    let bytes =
        if is_stdin(path) { read_stdin(lang)? } else { std::fs::read(path).map_err(|e| Failure(say::cannot_read(lang, &name, e)))? };
    let workbook = recipe::read_bytes(&bytes).map_err(|e| Failure(format!("{name}: {}", say_workbook::error(lang, &e))))?;
    Ok((workbook, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Prints to standard output. Whoever reads may stop reading at any time.
fn print(lang: Lang, text: &str) -> Result<(), Failure> {
    written(lang, io::stdout().lock().write_all(text.as_bytes()))
}

fn written(lang: Lang, result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Failure(say::cannot_write(lang, say::standard_output(lang), e))),
        _ => Ok(()),
    }
}

fn run_profile(lang: Lang, file: &Path, as_json: bool) -> Result<ExitCode, Failure> {
    let imported = import(lang, file, ReadOptions::default())?;
    let columns = profile(&imported.table);
    let text = if as_json { json::profile(&imported.report, &columns) } else { human::profile(lang, &imported.report, &columns) };
    print(lang, &text)?;
    Ok(ExitCode::SUCCESS)
}

/// The files that a workbook is applied to.
struct Files<'a> {
    workbook: &'a Path,
    main: &'a Path,
    with: &'a [PathBuf],
}

/// An engine over the main file and the further ones, which are told by their names. `workbook` is in the names of the main file.
fn engine_over(lang: Lang, workbook: &Workbook, main: &Path, with: &[PathBuf]) -> Result<Engine, Failure> {
    let expected = workbook.source.further_files();
    for path in with {
        if !expected.contains(&file_name(path).as_str()) {
            let expected: Vec<String> = expected.iter().map(|&name| name.to_owned()).collect();
            return Err(Failure(match expected.as_slice() {
                [] => say_files::no_further_file(lang, shown(lang, path)),
                names => say_files::unknown_file(lang, shown(lang, path), say_files::names(lang, names)),
            }));
        }
    }
    let mut engine = Engine::of_file(SourceFile::of(file_name(main), import(lang, main, workbook.source.read.clone())?));
    for path in with {
        let name = file_name(path);
        let options = workbook.source.read_of(&name).unwrap_or_default();
        engine.add_file(SourceFile::of(name, import(lang, path, options)?));
    }
    Ok(engine)
}

/// The columns that the workbook names and the files lack, once it is evaluated; in the workbook's names.
fn missing_columns(workbook: &Workbook, engine: &Engine) -> Vec<String> {
    let customers = || engine.table().columns().iter().map(|c| c.name.clone()).collect();
    let columns: Vec<String> = if workbook.source.rollup.is_some() { engine.row_columns() } else { customers() };
    recipe::missing_columns(workbook, &columns)
}

/// What stacking and joining came to, a line per finding.
fn files_report(lang: Lang, workbook: &Workbook, evaluation: &Evaluation) -> String {
    let Some(files) = &evaluation.files else { return String::new() };
    let mut out = String::new();
    let mut add = |head: String, lines: Vec<say_files::Line>| {
        out.push_str(&head);
        for line in lines {
            out.push(' ');
            if line.keys.is_empty() {
                out.push_str(&line.text);
            } else {
                const SHOWN: usize = 5;
                let rest = line.more + line.keys.len().saturating_sub(SHOWN);
                let mut keys = line.keys[..line.keys.len().min(SHOWN)].to_vec();
                keys.extend((rest > 0).then(|| say_files::and_more(lang, crate::messages::format::count(rest))));
                out.push_str(&say_files::with_keys(lang, line.text.trim_end_matches(['.', '。']), keys.join(say::and_then(lang))));
            }
        }
        out.push('\n');
    };
    if let Some(stack) = &files.stack {
        for (at, file) in stack.files.iter().enumerate() {
            add(say_files::stacked_line(lang, &file.name, &file.channel), say_files::stack_lines(lang, stack, at));
        }
    }
    for (join, report) in workbook.source.joins.iter().zip(&files.joins) {
        if let Some(report) = report {
            add(say_files::joined_line(lang, &join.file, &report.key, &report.other_key), say_files::join_lines(lang, report));
        }
    }
    out
}

/// What `apply` is to give.
struct Wanted<'a> {
    output: Option<&'a Path>,
    plan: Option<&'a Path>,
    json: bool,
    guard: bool,
    bom: bool,
}

/// Writes an export of one file while the next of it is made.
fn write_chunks(exporter: &mut Exporter, mut out: impl Write + Send) -> Result<io::Result<()>, ExportError> {
    thread::scope(|scope| {
        let (chunks, written) = mpsc::sync_channel::<Vec<u8>>(2);
        let writer = scope.spawn(move || {
            written.iter().try_for_each(|bytes| out.write_all(&bytes))?;
            out.flush()
        });
        while let Some(chunk) = exporter.next_chunk()? {
            // Nobody receives once writing has failed.
            if chunks.send(chunk.bytes).is_err() {
                break;
            }
        }
        drop(chunks);
        Ok(writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn run_apply(lang: Lang, files: &Files, wanted: &Wanted) -> Result<ExitCode, Failure> {
    let Files { workbook: workbook_path, main: file, with } = *files;
    let Wanted { output, plan, json: as_json, guard, bom } = *wanted;
    let (workbook, _) = read_workbook(lang, workbook_path)?;
    let workbook = recipe::resolved(&workbook);
    let mut engine = engine_over(lang, &workbook, file, with)?;
    let awaited: Vec<String> = workbook.source.further_files().into_iter().map(str::to_owned).collect();
    let awaited: Vec<String> = awaited.into_iter().filter(|name| !with.iter().any(|path| file_name(path) == *name)).collect();
    if !awaited.is_empty() {
        let sentence = say_files::give_with(lang, say_files::names(lang, &awaited));
        return Err(Failure(format!("{}: {sentence}", shown(lang, workbook_path))));
    }
    let evaluation = engine.evaluate(&workbook);
    let missing = missing_columns(&workbook, &engine);
    if !missing.is_empty() {
        let sentence = say_workbook::missing_columns(lang, say_workbook::name_list(lang, &missing));
        return Err(Failure(format!("{}: {sentence}", shown(lang, file))));
    }
    if !as_json {
        eprint!("{}", files_report(lang, &workbook, &evaluation));
    }
    let mut wrong = false;
    for (finding, line) in lint::lines(lang, &workbook, &evaluation, None) {
        if finding.severity > Severity::Hint {
            eprintln!("{}: {line}", shown(lang, workbook_path));
        }
        wrong |= finding.severity == Severity::Error || matches!(finding.problem, Problem::UnknownColumn { .. });
    }
    if wrong {
        return Ok(ExitCode::from(1));
    }

    let overwrites = |path: &Path| {
        let same = |path: &Path| std::fs::canonicalize(path).ok();
        let read = [file, workbook_path].into_iter().chain(with.iter().map(PathBuf::as_path));
        same(path).is_some() && read.into_iter().any(|read| same(read) == same(path))
    };
    if let Some(path) = [output, plan].into_iter().flatten().find(|path| overwrites(path)) {
        return Err(Failure(say::would_overwrite(lang, path.display())));
    }
    // What cannot be planned is said before anything is written.
    let plan = match plan {
        None => None,
        Some(path) => {
            let html = plan_step(&workbook, &evaluation).and_then(|step| plan_html(&workbook, &evaluation, step, lang));
            let nothing = || Failure(format!("{}: {}", shown(lang, workbook_path), say_playbook::no_playbook(lang)));
            Some((path, html.ok_or_else(nothing)?))
        }
    };
    let options = ExportOptions { filter: None, columns: None, bom, guard, layout: Layout::One };
    let export_failed = |e: ExportError| Failure(format!("{}: {}", shown(lang, file), say_export::error(lang, &e)));
    let exporter = || Exporter::new(&engine, &file.display().to_string(), &options).map_err(export_failed);
    let mut guarded = 0;
    if let Some(path) = output {
        let failed = |e: io::Error| Failure(say::cannot_write(lang, path.display(), e));
        let mut exporter = exporter()?;
        let out = File::create(path).map_err(failed)?;
        write_chunks(&mut exporter, out).map_err(export_failed)?.map_err(failed)?;
        guarded = exporter.guarded();
    } else if !as_json && plan.is_none() {
        let mut exporter = exporter()?;
        if let Err(e) = write_chunks(&mut exporter, io::stdout()).map_err(export_failed)? {
            return written(lang, Err(e)).map(|()| ExitCode::SUCCESS);
        }
        guarded = exporter.guarded();
    }
    if let Some((path, html)) = &plan {
        std::fs::write(path, html).map_err(|e| Failure(say::cannot_write(lang, path.display(), e)))?;
    }
    if as_json {
        print(lang, &json::apply(&workbook, &evaluation))?;
    } else if output.is_some() || plan.is_some() {
        print(lang, &human::apply(lang, &evaluation))?;
        if let Some(path) = output {
            print(lang, &say::wrote(lang, crate::messages::format::count(evaluation.rows), path.display()))?;
            print(lang, "\n")?;
        }
        if let Some((path, _)) = &plan {
            print(lang, &say::wrote_plan(lang, path.display()))?;
            print(lang, "\n")?;
        }
    }
    if guarded > 0 {
        eprintln!("{}", say_export::guarded(lang, guarded));
    }
    Ok(ExitCode::SUCCESS)
}
