//! The JSON Schema in `docs` against the examples and against what is written.

use super::tests::workbook;
use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

fn docs() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn schema() -> Value {
    serde_json::from_str(&std::fs::read_to_string(docs().join("workbook.schema.json")).unwrap()).unwrap()
}

/// Whether `value` is valid by the keywords of JSON Schema that our schema uses; any other keyword fails the test.
fn valid(root: &Value, schema: &Value, value: &Value) -> bool {
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    schema.as_object().unwrap().iter().all(|(keyword, rule)| match keyword.as_str() {
        "$schema" | "$defs" | "title" | "description" => true,
        "$ref" => valid(root, root.pointer(rule.as_str().unwrap().strip_prefix('#').unwrap()).unwrap(), value),
        "type" => {
            let is = |name: &Value| match name.as_str().unwrap() {
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_u64() || value.is_i64(),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                other => panic!("type {other}"),
            };
            if rule.is_array() { list(rule).iter().any(is) } else { is(rule) }
        }
        "const" => value == rule,
        "enum" => list(rule).contains(value),
        "oneOf" => list(rule).iter().filter(|s| valid(root, s, value)).count() == 1,
        "anyOf" => list(rule).iter().any(|s| valid(root, s, value)),
        "required" => value.as_object().is_none_or(|map| list(rule).iter().all(|k| map.contains_key(k.as_str().unwrap()))),
        "properties" => value.as_object().is_none_or(|map| map.iter().all(|(k, v)| rule.get(k).is_none_or(|s| valid(root, s, v)))),
        "additionalProperties" => value.as_object().is_none_or(|map| {
            let known = |k: &String| schema.get("properties").is_some_and(|p| p.get(k).is_some());
            map.iter().filter(|(k, _)| !known(k)).all(|(_, v)| rule.as_bool().unwrap_or_else(|| valid(root, rule, v)))
        }),
        "items" => value.as_array().is_none_or(|items| items.iter().all(|v| valid(root, rule, v))),
        "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
        "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap()),
        "minLength" => value.as_str().is_none_or(|s| s.chars().count() as u64 >= rule.as_u64().unwrap()),
        "maxLength" => value.as_str().is_none_or(|s| s.chars().count() as u64 <= rule.as_u64().unwrap()),
        "minimum" => value.as_f64().is_none_or(|x| x >= rule.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|x| x <= rule.as_f64().unwrap()),
        "pattern" => value.as_str().is_none_or(|s| regex_lite::Regex::new(rule.as_str().unwrap()).unwrap().is_match(s)),
        other => panic!("the test does not know the keyword {other}"),
    })
}

#[test]
fn the_examples_are_workbooks_by_schema_and_by_reader() {
    let schema = schema();
    let mut seen = 0;
    for entry in std::fs::read_dir(docs().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let workbook = read(&text).unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
        assert!(valid(&schema, &schema, &serde_json::from_str(&text).unwrap()), "{}", path.display());
        assert!(valid(&schema, &schema, &serde_json::from_str(&write(&workbook)).unwrap()), "{} written", path.display());
        assert_eq!(read(&write(&workbook)).unwrap(), workbook);
        seen += 1;
    }
    assert!(seen >= 3);
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let schema = schema();
    let text = std::fs::read_to_string(docs().join("examples/telco.stratify.json")).unwrap();
    for (from, to) in [
        ("\"stratify\": 1", "\"stratify\": 2"),
        ("\"op\": \"<\"", "\"op\": \"less\""),
        ("\"tenure\", \"op\"", "\"tenure\", \"operator\""),
        ("\"kind\": \"tiers\"", "\"kind\": \"layers\""),
        ("\"any\": [", "\"some\": ["),
        ("\"colour\": \"green\"", "\"colour\": \"lime\""),
        ("\"value\": 12", "\"value\": [12]"),
        ("\"by\": \"share_of_customers\"", "\"by\": \"luck\""),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        assert!(read(&broken).is_err(), "{to}");
        assert!(!valid(&schema, &schema, &serde_json::from_str(&broken).unwrap()), "{to}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_valid(workbook in workbook()) {
        let schema = schema();
        let text = write(&workbook);
        prop_assert!(valid(&schema, &schema, &serde_json::from_str(&text).unwrap()), "{}", text);
    }
}
