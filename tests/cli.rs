//! The command line as a person runs it.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture(name: &str) -> String {
    root().join("tests/fixtures").join(name).display().to_string()
}

/// A file that others made, where that folder is; says so where it is not.
fn shared(name: &str) -> Option<String> {
    let path = root().join("../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path.display().to_string())
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stratify"));
    command.args(arguments).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn run_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let folder = std::env::temp_dir().join(format!("stratify-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Scratch(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.0.join(name), content).unwrap();
        self.path(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn profile_says_what_each_column_holds() {
    let profile = json(&run(&["profile", &fixture("customers.csv"), "--json"]));
    assert_eq!((&profile["rows"], &profile["encoding"], &profile["delimiter"]), (&8.into(), &"UTF-8".into(), &",".into()));
    let spent = &profile["columns"][3];
    let expected: Value = serde_json::from_str(
        r#"{"name": "spent", "type": "number", "missing": 1, "distinct": 7, "min": -20.5, "max": 1200, "mean": 337.0, "median": 99.5, "sum": 2359}"#,
    )
    .unwrap();
    assert_eq!(spent["name"], expected["name"]);
    for key in ["type", "missing", "distinct", "min", "max", "median", "sum", "mean"] {
        assert_eq!(spent[key].as_f64(), expected[key].as_f64(), "{key}");
        assert_eq!(spent[key].as_str(), expected[key].as_str(), "{key}");
    }
    let joined = &profile["columns"][2];
    assert_eq!((&joined["type"], &joined["min"], &joined["max"]), (&"date".into(), &"2023-02-11".into(), &"2024-06-30".into()));
    assert_eq!((&joined["mean"], &joined["sum"]), (&Value::Null, &Value::Null));
    assert_eq!((&profile["columns"][1]["type"], &profile["columns"][1]["min"]), (&"text".into(), &Value::Null));
    assert_eq!(profile["columns"][4]["type"], "boolean");

    let human = run(&["profile", &fixture("customers.csv")]);
    assert!(text(&human.stdout).starts_with("8 rows, 5 columns; UTF-8"), "{}", text(&human.stdout));
    assert!(text(&human.stdout).contains("spent"));
}

#[test]
fn apply_counts_writes_and_prints() {
    let (workbook, file) = (fixture("tiers.stratify.json"), fixture("customers.csv"));
    let applied = json(&run(&["apply", &workbook, &file, "--json"]));
    assert_eq!(applied["rows"], 8);
    let step = &applied["steps"][0];
    assert_eq!((&step["name"], &step["kind"]), (&"Tier".into(), &"rules".into()));
    let found: Vec<_> =
        step["segments"].as_array().unwrap().iter().map(|s| (s["name"].as_str().unwrap(), s["count"].as_u64().unwrap())).collect();
    assert_eq!(found, [("Gold", 2), ("Recent, small", 2), ("Everyone else", 4)]);
    assert_eq!(step["segments"][0]["share"], 0.25);
    assert_eq!(step["segments"][0]["value"], 2100);
    assert!((step["segments"][0]["value_share"].as_f64().unwrap() - 2100.0 / 2359.0).abs() < 1e-12);

    let expected = std::fs::read_to_string(fixture("customers.applied.csv")).unwrap();
    let printed = run(&["apply", &workbook, &file]);
    assert_eq!(text(&printed.stdout), expected);
    assert!(text(&printed.stderr).contains("1 cell that a spreadsheet would run"), "{}", text(&printed.stderr));
    assert_eq!(text(&run(&["apply", &workbook, &file, "--no-guard"]).stdout), expected.replace("'=2+3", "=2+3"));

    let scratch = Scratch::new("apply");
    let out = scratch.path("out.csv");
    let written = run(&["apply", &workbook, &file, "-o", &out]);
    assert_eq!(code(&written), 0);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), expected);
    assert!(text(&written.stdout).contains("Recent, small") && text(&written.stdout).contains("25.0 %"), "{}", text(&written.stdout));

    let data = std::fs::read(&file).unwrap();
    assert_eq!(text(&run_with_input(&["apply", &workbook, "-"], &data).stdout), expected);
    let recipe = std::fs::read(&workbook).unwrap();
    assert_eq!(text(&run_with_input(&["apply", "-", &file], &recipe).stdout), expected);
}

#[test]
fn a_scorecard_grades_and_writes_its_points() {
    let scratch = Scratch::new("scorecard");
    let workbook = scratch.write(
        "card.stratify.json",
        r#"{"stratify": 1, "value_column": "spent", "steps": [{"name": "Grade", "kind": "scorecard", "export_points": true,
  "criteria": [
    {"column": "spent", "weight": 3, "points": {"by": "percentile_rank"}, "missing": {"as": "no_score"}},
    {"column": "mail", "weight": 1, "points": {"by": "categories", "values": [{"value": "YES", "points": 100}], "other": 20}}],
  "grading": {"method": {"by": "thresholds", "at": [75]}, "tiers": [{"name": "Gold"}, {"name": "Rest"}]}}]}"#,
    );
    let file = fixture("customers.csv");
    let applied = json(&run(&["apply", &workbook, &file, "--json"]));
    let step = &applied["steps"][0];
    assert_eq!(step["kind"], "scorecard");
    let found: Vec<_> =
        step["segments"].as_array().unwrap().iter().map(|s| (s["name"].as_str().unwrap(), s["count"].as_u64().unwrap())).collect();
    assert_eq!(found, [("Gold", 2), ("Rest", 5), ("No value", 1)]);
    // Seven amounts, ascending -20.5, 15.5, 44.5, 99.5, 120, 900, 1200; the sixth customer has no answer about mail.
    let output = run(&["apply", &workbook, &file]);
    let printed = text(&output.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].ends_with(",Grade,Grade score,Grade: spent points,Grade: mail points"), "{}", lines[0]);
    for (line, end) in [(1, ",Gold,100,100,100"), (5, ",No value,,,100"), (6, ",Rest,0,0,"), (8, ",Gold,75,66.6666666667,100")] {
        assert!(lines[line].ends_with(end), "{}", lines[line]);
    }
    let rest = run(&[
        "lint",
        &scratch.write(
            "odd.stratify.json",
            &std::fs::read_to_string(&workbook).unwrap().replace("\"spent\", \"weight\": 3", "\"\", \"weight\": 3"),
        ),
    ]);
    assert!(text(&rest.stdout).contains("line 3, column 5, step “Grade”, criterion 1: No column is chosen yet."), "{}", text(&rest.stdout));
}

#[test]
fn what_is_wrong_is_said_and_fails() {
    let scratch = Scratch::new("wrong");
    let file = fixture("customers.csv");
    let fails = |arguments: &[&str], sentence: &str| {
        let output = run(arguments);
        assert_eq!(code(&output), 1, "{arguments:?} {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(sentence), "{arguments:?} {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    };
    let workbook = fixture("tiers.stratify.json");
    fails(&["profile", &scratch.path("nowhere.csv")], "nowhere.csv");
    fails(&["profile", &scratch.write("empty.csv", "")], "empty.csv");
    fails(&["profile", &scratch.write("head.csv", "a,b\n")], "head.csv");
    fails(&["apply", &scratch.write("not.json", "{\n  \"stratify\" 1}"), &file], "not.json: Line 2, column 14");
    fails(&["apply", &scratch.write("new.json", "{\"stratify\": 99}"), &file], "newer Stratify");
    fails(&["apply", &scratch.write("other.json", "{\"a\": 1}"), &file], "not a Stratify workbook");
    fails(&["apply", &workbook, &scratch.write("lacks.csv", "id,spent\n1,2\n")], "“joined”");
    let original = std::fs::read(&file).unwrap();
    fails(&["apply", &workbook, &file, "-o", &file], "is one of the files that are read");
    assert_eq!(std::fs::read(&file).unwrap(), original);
}

#[test]
fn wrong_usage_is_another_status() {
    for arguments in [&["frobnicate"][..], &["profile"], &["apply", "-", "-"], &["lint", "-", "-"], &["profile", "x.csv", "--loud"], &[]] {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(code(&run(&["--help"])), 0);
}

#[test]
fn lint_names_step_segment_condition_and_line() {
    let scratch = Scratch::new("lint");
    let good = run(&["lint", &fixture("tiers.stratify.json"), &fixture("customers.csv")]);
    assert_eq!((code(&good), text(&good.stdout).contains("no problems")), (0, true), "{}", text(&good.stdout));
    assert_eq!(code(&run(&["lint", &fixture("tiers.stratify.json")])), 0);

    let bad = scratch.write(
        "bad.stratify.json",
        r#"{ "stratify": 1, "steps": [{ "name": "S", "kind": "rules", "segments": [
  { "name": "A", "when": { "all": [{ "column": "city", "op": "matches", "value": "(" }] } },
  { "name": "B", "when": { "all": [{ "any": [{ "column": "", "op": "=" }] }] } }
] }] }"#,
    );
    let output = run(&["lint", &bad]);
    let lines = text(&output.stdout);
    assert_eq!(code(&output), 1, "{lines}");
    assert!(lines.contains("line 2, column 36, step “S”, segment “A”, condition 1"), "{lines}");
    assert!(lines.contains("segment “B”, condition 1.1"), "{lines}");

    let lacks = scratch.write("lacks.csv", "id,spent\n1,2\n");
    let output = run(&["lint", &fixture("tiers.stratify.json"), &lacks]);
    assert_eq!(code(&output), 1);
    assert!(text(&output.stdout).contains("“joined”"), "{}", text(&output.stdout));
}

#[test]
fn the_documented_examples_are_without_fault() {
    for entry in std::fs::read_dir(root().join("docs/examples")).unwrap() {
        let output = run(&["lint", &entry.unwrap().path().display().to_string()]);
        assert_eq!(code(&output), 0, "{}", text(&output.stdout));
    }
    let Some(file) = shared("telco/Telco-Customer-Churn.csv") else { return };
    let output = run(&["lint", &root().join("docs/examples/telco.stratify.json").display().to_string(), &file]);
    assert_eq!(code(&output), 0, "{}", text(&output.stdout));
}

#[test]
fn chinese_where_the_environment_is() {
    let output = command(&["apply", &fixture("tiers.stratify.json"), "/nowhere.csv"]).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert!(text(&output.stderr).contains("无法读取"), "{}", text(&output.stderr));
}

fn column<'a>(profile: &'a Value, name: &str) -> &'a Value {
    profile["columns"].as_array().unwrap().iter().find(|c| c["name"] == name).unwrap()
}

fn near(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{found} {expected}");
}

#[test]
fn telco_profile_and_segments() {
    let Some(file) = shared("telco/Telco-Customer-Churn.csv") else { return };
    let profile = json(&run(&["profile", &file, "--json"]));
    assert_eq!(profile["rows"], 7043);
    assert_eq!(column(&profile, "customerID")["distinct"], 7043);
    assert_eq!(column(&profile, "TotalCharges")["missing"], 11);
    near(&column(&profile, "MonthlyCharges")["sum"], 456_116.60);

    // Each contract as a segment, with the sums that others computed.
    let scratch = Scratch::new("telco");
    let segment =
        |name: &str| format!(r#"{{"name": "{name}", "when": {{"all": [{{"column": "Contract", "op": "is", "value": "{name}"}}]}}}}"#);
    let segments = ["Month-to-month", "One year", "Two year"].map(segment).join(",");
    let workbook = scratch.write(
        "contracts.stratify.json",
        &format!(
            r#"{{"stratify": 1, "value_column": "MonthlyCharges", "steps": [{{"name": "C", "kind": "rules", "segments": [{segments}]}}]}}"#
        ),
    );
    let applied = json(&run(&["apply", &workbook, &file, "--json"]));
    let expected: Value = serde_json::from_slice(&std::fs::read(root().join("../shared/data/expected/telco.json")).unwrap()).unwrap();
    for segment in &applied["steps"][0]["segments"].as_array().unwrap()[..3] {
        let by_others = &expected["churn_by_Contract"][segment["name"].as_str().unwrap()];
        assert_eq!(segment["count"].as_f64(), by_others["customers"].as_f64());
        near(&segment["value"], by_others["monthly_sum"].as_f64().unwrap());
    }
}

#[test]
fn the_pound_sign_forty_thousand_lines_down() {
    let Some(file) = shared("online-retail/online_retail_2010-12.latin1.csv") else { return };
    let profile = json(&run(&["profile", &file, "--json"]));
    assert_eq!((&profile["rows"], &profile["encoding"]), (&42_481.into(), &"windows-1252".into()));
    assert_eq!(column(&profile, "InvoiceDate")["type"], "date");
    assert_eq!(column(&profile, "Quantity")["type"], "number");
}

#[test]
fn rfm_orders_and_customers() {
    let Some(file) = shared("rfm-r/rfm_data_orders.csv") else { return };
    let profile = json(&run(&["profile", &file, "--json"]));
    assert_eq!(profile["rows"], 4906);
    assert_eq!(column(&profile, "order_date")["type"], "date");
    let Some(file) = shared("rfm-r/rfm_data_customer.csv") else { return };
    let profile = json(&run(&["profile", &file, "--json"]));
    assert_eq!((&profile["rows"], &column(&profile, "customer_id")["distinct"]), (&39_999.into(), &39_999.into()));
}

const WEB: &str = "order_id,customer_id,order_date,amount,status\nO1,k1,2024-01-05,10,Completed\nO2,k2,2024-02-05,20,Completed\nO3,k1,2024-03-05,-10,Returned\n";
const STORE: &str = "customer_id;order_id;order_date;amount;status;till\nk3;S1;2024-02-01;5;Completed;7\nk3;S2;2024-03-01;7;Completed;7\nk4;S3;2024-03-02;9;Completed;8\n";
const ATTRIBUTES: &str = "客户编号,city,industry,note\nk3,Oslo,\"Café, bar\",x\nk1,Rome,Hotel,y\nk3,Bern,Hotel,z\nk9,Graz,Hotel,w\n";

#[test]
fn further_files_are_stacked_and_joined() {
    let scratch = Scratch::new("with");
    let workbook = root().join("docs/examples/orders.stratify.json").display().to_string();
    let (web, store, attributes) =
        (scratch.write("web.csv", WEB), scratch.write("store.csv", STORE), scratch.write("attributes.csv", ATTRIBUTES));
    let all = ["apply", &workbook, &web, "--with", &store, "--with", &attributes];
    let applied = json(&run(&[&all[..], &["--json"]].concat()));
    assert_eq!(applied["rows"], 4);
    assert_eq!(applied["steps"][0]["segments"][0]["count"], 1);
    assert_eq!(applied["files"]["stacked"][0]["added"], serde_json::json!(["till"]));
    let join = &applied["files"]["joined"][0];
    assert_eq!((&join["customers"], &join["matched"]), (&4.into(), &2.into()));
    assert_eq!(join["unmatched"], serde_json::json!({"count": 2, "first": [{"key": "k2", "line": null}, {"key": "k4", "line": null}]}));
    assert_eq!(join["rows_unmatched"], serde_json::json!({"count": 1, "first": [{"key": "k9", "line": 5}]}));
    assert_eq!(join["duplicates"], serde_json::json!({"count": 1, "first": [{"key": "k3", "line": 4}]}));

    let printed = run(&all);
    let lines: Vec<&str> = text(&printed.stdout).lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[0].ends_with(",channel,city,industry,Group"), "{}", lines[0]);
    assert!(lines[3].starts_with("k3,") && lines[3].ends_with(",Store,Oslo,\"Café, bar\",Store regulars in Oslo"), "{}", lines[3]);
    assert!(lines[4].starts_with("k4,") && lines[4].ends_with(",Store,,,Everyone else"), "{}", lines[4]);
    let said = text(&printed.stderr);
    assert!(said.contains("store.csv: “Store”. 3 rows below the 3 of the main file: 6 in all."), "{said}");
    assert!(
        said.contains("2 of 4 customers have a row (50.0 %). Customers without a row in it, for whom its columns are empty: 2 (k2, k4)."),
        "{said}"
    );

    // One that is not there, one that nobody asked for, and one that would be overwritten.
    let fails = |arguments: &[&str], sentence: &str| {
        let output = run(arguments);
        assert_eq!(code(&output), 1, "{arguments:?}");
        assert!(text(&output.stderr).contains(sentence), "{}", text(&output.stderr));
    };
    fails(&["apply", &workbook, &web, "--with", &store], "needs “attributes.csv”: give each with --with");
    let other = scratch.write("shop.csv", STORE);
    fails(
        &["apply", &workbook, &web, "--with", &other],
        "shop.csv: the workbook names no such file. It names “store.csv”, “attributes.csv”.",
    );
    fails(&["apply", &fixture("tiers.stratify.json"), &fixture("customers.csv"), "--with", &other], "names no further file");
    fails(&[&all[..], &["-o", &attributes]].concat(), "is one of the files that are read");

    let lint = run(&["lint", &workbook, &web, "--with", &store]);
    assert_eq!(code(&lint), 1);
    assert!(text(&lint.stdout).contains("The workbook needs the file “attributes.csv”"), "{}", text(&lint.stdout));
    let lint = run(&["lint", &workbook, &web, "--with", &store, "--with", &attributes]);
    assert_eq!(code(&lint), 0, "{}", text(&lint.stdout));
    assert_eq!(code(&run(&["lint", &workbook])), 0, "{}", text(&run(&["lint", &workbook]).stdout));
    assert_eq!(code(&run(&["lint", &workbook, "--with", &store])), 2);
}

#[test]
fn formulas_are_applied_and_their_errors_placed() {
    let scratch = Scratch::new("formula");
    let workbook = |formula: &str| {
        let text = serde_json::json!({"stratify": 1, "steps": [{"name": "Rate", "kind": "formula", "formula": formula}]});
        scratch.write("w.stratify.json", &text.to_string())
    };
    let file = fixture("customers.csv");
    let applied = json(&run(&["apply", &workbook("round(spent / days_between(joined, date(\"2024-07-01\")), 2)"), &file, "--json"]));
    let result = &applied["steps"][0]["result"];
    // By hand: 8 customers, one without a sum; -20.5 over 190 days is the least, 15.5 over 1 day the greatest.
    assert_eq!((&result["type"], &result["missing"]), (&"number".into(), &1.into()));
    assert_eq!((&result["min"], &result["max"]), (&(-0.11).into(), &15.5.into()));
    let printed = run(&["apply", &workbook("if(MAIL, upper(city), missing)"), &file]);
    let lines: Vec<&str> = text(&printed.stdout).lines().collect();
    assert!(lines[0].ends_with(",Rate") && lines[1].ends_with(",LYON") && lines[2].ends_with("no,"), "{lines:?}");
    let wrong = run(&["apply", &workbook("spent + city"), &file]);
    assert_eq!((code(&wrong), text(&wrong.stderr).contains("character 9")), (1, true), "{}", text(&wrong.stderr));
    let wrong = run(&["lint", &workbook("spent * (1 + id")]);
    let line = text(&wrong.stdout);
    assert!(
        code(&wrong) == 1 && line.contains("line 1, column") && line.contains("character 9") && line.contains("never closed"),
        "{line}"
    );
    assert_eq!(code(&run(&["lint", &workbook("if(contains(city, \"x\"), days_between(joined, as_of), spent)")])), 0);
}

#[test]
fn a_plan_is_written_with_the_numbers_that_are_printed() {
    let scratch = Scratch::new("plan");
    let workbook = root().join("docs/examples/playbook.stratify.json").display().to_string();
    let rows: String = (1..=10).map(|i| format!("c{i},{},{}\n", i * i * 10, i % 3)).collect();
    let file = scratch.write("data.csv", &format!("id,revenue,orders\n{rows}"));
    let (plan, out) = (scratch.path("plan.html"), scratch.path("out.csv"));
    let applied = json(&run(&["apply", &workbook, &file, "--json", "--plan", &plan]));
    assert_eq!(applied["steps"][0]["result"]["missing"], 3);
    let (tiers, planned) = (&applied["steps"][1]["segments"], &applied["steps"][2]["plan"]);
    // What A holds and how many are in it is the tiers step’s to say; the plan must follow from that.
    let count = tiers[0]["count"].as_f64().unwrap();
    let mean = tiers[0]["value"].as_f64().unwrap() / count;
    let a = &planned["segments"][0];
    assert_eq!((a["contacts"].as_f64(), a["people"].as_f64()), (Some(count), Some(count / 300.0)));
    near(&a["budget"], count * 8.0);
    near(&a["return"], count * 0.12 * mean * 0.05);
    near(&planned["total"]["net"], planned["total"]["return"].as_f64().unwrap() - planned["total"]["budget"].as_f64().unwrap());
    let html = std::fs::read_to_string(&plan).unwrap();
    assert!(html.contains("Plan for Plan by value") && html.contains("Account manager") && !html.contains("<script"), "{html}");
    assert!(html.contains(&format!("<td class=\"n\">{}<i", count * 8.0)), "{html}");

    let written = run(&["apply", &workbook, &file, "-o", &out, "--plan", &plan]);
    assert!(text(&written.stdout).contains("Expected return") && text(&written.stdout).contains("plan.html"), "{}", text(&written.stdout));
    let csv = std::fs::read_to_string(&out).unwrap();
    let head = "id,revenue,orders,Value per order,Value,Plan: Service level,Plan: Owner,Plan: Channel,Plan: Contacts per month,Plan: Offer";
    assert!(
        csv.lines().next() == Some(head) && csv.lines().last().unwrap().ends_with(",1000,A,Priority,Account manager,Phone,1,Bundles"),
        "{csv}"
    );
    let none = run(&["apply", &fixture("tiers.stratify.json"), &fixture("customers.csv"), "--plan", &plan]);
    assert_eq!((code(&none), text(&none.stderr).contains("no playbook")), (1, true), "{}", text(&none.stderr));
    assert_eq!(code(&run(&["apply", &workbook, &file, "--plan", &file])), 1);
}
