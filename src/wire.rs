//! Values as JSON text, for messages between page and worker and for what the page stores. One writer and one reader serve every type, so
//! that the code of each stands in the binary once. Numbers that JSON lacks (NaN, the infinities) travel as marked text.

use crate::recipe::read_marked;
use serde::de::DeserializeOwned;
use serde::ser::{self, Serialize};
use std::fmt::{self, Write};

/// Begins a text that stands for a number. A text that begins so by itself gets it twice.
pub(crate) const MARK: char = '\u{1}';

/// Writes a value.
pub fn write<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = Writer { text: String::new(), marks: true };
    let Ok(()) = value.serialize(&mut out);
    out.text
}

/// Writes a value as JSON for everybody: what JSON lacks is null.
pub fn write_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = Writer { text: String::new(), marks: false };
    let Ok(()) = value.serialize(&mut out);
    out.text
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// What does not fit `T`, in the words of a developer: the other side is of another build.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    read_marked(text)
}

/// Nothing that is written here can fail.
#[derive(Debug)]
pub enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(message: T) -> Never {
        panic!("{message}")
    }
}

struct Writer {
    text: String,
    marks: bool,
}

// Not inlined: what a type adds to the binary should be its own names and calls.
impl Writer {
    #[inline(never)]
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    #[inline(never)]
    fn integer(&mut self, value: i64) {
        let _ = write!(self.text, "{value}");
    }

    #[inline(never)]
    fn unsigned(&mut self, value: u64) {
        let _ = write!(self.text, "{value}");
    }

    #[inline(never)]
    fn number(&mut self, value: f64) {
        match serde_json::Number::from_f64(value) {
            Some(number) => {
                let _ = write!(self.text, "{number}");
            }
            None if self.marks => {
                let _ = write!(self.text, "\"\\u0001{value}\"");
            }
            None => self.raw("null"),
        }
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        if self.marks && text.starts_with(MARK) {
            self.quoted(&format!("{MARK}{text}"));
        } else {
            self.quoted(text);
        }
    }

    #[inline(never)]
    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        let mut done = 0;
        for (i, byte) in text.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.text.push_str(&text[done..i]);
            done = i + 1;
            match byte {
                b'"' => self.text.push_str("\\\""),
                b'\\' => self.text.push_str("\\\\"),
                b'\n' => self.text.push_str("\\n"),
                _ => {
                    let _ = write!(self.text, "\\u{byte:04x}");
                }
            }
        }
        self.text.push_str(&text[done..]);
        self.text.push('"');
    }

    /// A comma where this is not the first within its brackets.
    #[inline(never)]
    fn next(&mut self) {
        if !self.text.ends_with(['{', '[']) {
            self.text.push(',');
        }
    }

    #[inline(never)]
    fn key(&mut self, name: &str) {
        self.next();
        self.quoted(name);
        self.text.push(':');
    }

    /// `{"variant":`
    #[inline(never)]
    fn variant(&mut self, name: &str) {
        self.text.push('{');
        self.quoted(name);
        self.text.push(':');
    }
}

/// What closes a list, an object or a variant.
struct Inside<'a> {
    writer: &'a mut Writer,
    end: &'static str,
}

impl<'a> Inside<'a> {
    fn new(writer: &'a mut Writer, begin: &str, end: &'static str) -> Inside<'a> {
        writer.raw(begin);
        Inside { writer, end }
    }

    fn close(self) -> Result<(), Never> {
        self.writer.raw(self.end);
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident($type:ty) => $to:ident as $wide:ty;)*) => {
        $(fn $method(self, value: $type) -> Result<(), Never> {
            self.$to(<$wide>::from(value));
            Ok(())
        })*
    };
}

impl<'a> ser::Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Inside<'a>;
    type SerializeTupleVariant = Inside<'a>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Inside<'a>;

    numbers! {
        serialize_i8(i8) => integer as i64;
        serialize_i16(i16) => integer as i64;
        serialize_i32(i32) => integer as i64;
        serialize_i64(i64) => integer as i64;
        serialize_u8(u8) => unsigned as u64;
        serialize_u16(u16) => unsigned as u64;
        serialize_u32(u32) => unsigned as u64;
        serialize_u64(u64) => unsigned as u64;
        serialize_f32(f32) => number as f64;
        serialize_f64(f64) => number as f64;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Never> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Never> {
        self.quoted(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.variant(variant);
        let Ok(()) = value.serialize(&mut *self);
        self.raw("}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, Never> {
        Ok(Inside::new(self, "[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, Never> {
        Ok(Inside::new(self, "[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Never> {
        Ok(Inside::new(self, "[", "]"))
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Inside<'a>, Never> {
        self.variant(variant);
        Ok(Inside::new(self, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, Never> {
        Ok(Inside::new(self, "{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Never> {
        Ok(Inside::new(self, "{", "}"))
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Inside<'a>, Never> {
        self.variant(variant);
        Ok(Inside::new(self, "{", "}}"))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Never> {
        self.text(&value.to_string());
        Ok(())
    }
}

macro_rules! lists {
    ($($trait:ident::$method:ident)*) => {
        $(impl ser::$trait for Inside<'_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                self.writer.next();
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), Never> {
                self.close()
            }
        })*
    };
}

lists! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! objects {
    ($($trait:ident)*) => {
        $(impl ser::$trait for Inside<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
                self.writer.key(name);
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), Never> {
                self.close()
            }
        })*
    };
}

objects! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        // Keys are text as it is: they are not read as values, so they need no mark.
        let Ok(key) = serde_json::to_value(key) else { panic!("keys are text") };
        self.writer.key(key.as_str().unwrap_or_default());
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Cut { at: f64 },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Any {
        Unit,
        Text(String),
        Pair(u8, Option<f64>),
        Fields { list: Vec<f64>, map: BTreeMap<String, String>, tagged: Tagged, result: Result<(), char> },
    }

    fn arrives(sent: &Any) {
        let text = write(sent);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        let received: Any = read(&text).unwrap();
        assert_eq!(format!("{sent:?}"), format!("{received:?}"), "{text}");
    }

    #[test]
    fn every_shape_arrives() {
        arrives(&Any::Unit);
        for text in ["", "\0\u{1}\u{1f}", "\u{1}NaN", "\u{1}\u{1}", "a\"b\\c\r\n\t", "𠮷野家 🧮", "__proto__", "null"] {
            arrives(&Any::Text(text.into()));
            let map = BTreeMap::from([(text.to_string(), text.to_string()), ("x".into(), String::new())]);
            arrives(&Any::Fields { list: vec![], map, tagged: Tagged::Cut { at: 0.5 }, result: Ok(()) });
        }
        arrives(&Any::Pair(255, None));
        for number in [0.1 + 0.2, -0.0, 1e300, 5e-324, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9_007_199_254_740_993.0] {
            arrives(&Any::Pair(0, Some(number)));
            let list = vec![number, 1.0, number];
            arrives(&Any::Fields { list, map: BTreeMap::new(), tagged: Tagged::Cut { at: number }, result: Err('"') });
        }
    }

    #[test]
    fn agrees_with_serde_json_on_plain_values() {
        let value = Any::Fields {
            list: vec![1.5, -3.0, f64::NAN],
            map: BTreeMap::from([("a\n".into(), "\u{1}".into())]),
            tagged: Tagged::Cut { at: 2.0 },
            result: Err('é'),
        };
        let ours: serde_json::Value = serde_json::from_str(&write_json(&value)).unwrap();
        assert_eq!(ours, serde_json::to_value(&value).unwrap());
    }

    #[test]
    fn what_does_not_fit_says_where() {
        let error = read::<Any>(r#"{"Pair":[1,"x"]}"#).unwrap_err();
        assert!(error.contains("Index(1)"), "{error}");
    }
}
