//! Reads any value out of parsed JSON and says, as a value, what does not fit and on which path. serde_json's own reader gives an English
//! sentence and, inside buffered parts, no place.

use super::error::{Shape, ShapeProblem};
use super::node::{CONDITION_AND_GROUP, TWO_QUANTIFIERS};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::{Map, Value};
use std::fmt;

/// A step on the way from the root to a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    Field(String),
    Index(usize),
}

/// What does not fit, and the way to it from the root.
#[derive(Debug)]
pub(super) struct Misfit {
    pub path: Vec<Key>,
    pub problem: ShapeProblem,
}

/// Reads `value` as a `T`.
pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Misfit> {
    T::deserialize(Reader(value)).map_err(|mut misfit| {
        misfit.path.reverse();
        misfit
    })
}

impl Misfit {
    fn new(problem: ShapeProblem) -> Misfit {
        Misfit { path: Vec::new(), problem }
    }

    /// Collected inside out; [`read`] turns it round.
    fn within(mut self, key: Key) -> Misfit {
        self.path.push(key);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}", self.problem)
    }
}

impl std::error::Error for Misfit {}

fn strings(known: &[&str]) -> Vec<String> {
    known.iter().map(|&k| k.to_owned()).collect()
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Misfit {
        let message = message.to_string();
        Misfit::new(match message.as_str() {
            CONDITION_AND_GROUP => ShapeProblem::ConditionAndGroup,
            TWO_QUANTIFIERS => ShapeProblem::TwoQuantifiers,
            _ => ShapeProblem::Other { message },
        })
    }

    fn invalid_type(found: Unexpected, wanted: &dyn Expected) -> Misfit {
        let found = match found {
            Unexpected::Bool(_) => Shape::YesNo,
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => Shape::Number,
            Unexpected::Char(_) | Unexpected::Str(_) => Shape::Text,
            Unexpected::Unit | Unexpected::Option => Shape::Null,
            Unexpected::Seq => Shape::List,
            Unexpected::Map => Shape::Object,
            _ => Shape::Other,
        };
        // serde says what it wants in words only.
        let wanted = match wanted.to_string().as_str() {
            "a number or a text" => Shape::NumberOrText,
            w if w.contains("string") || w.contains("char") || w.starts_with("variant") || w.starts_with("enum") => Shape::Text,
            w if w.contains("bool") => Shape::YesNo,
            w if w.contains("sequence") => Shape::List,
            w if w.starts_with("struct") || w.contains("map") => Shape::Object,
            w if w.starts_with(['u', 'i', 'f']) => Shape::Number,
            _ => Shape::Other,
        };
        Misfit::new(ShapeProblem::WrongType { found, wanted })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Misfit {
        Misfit::new(ShapeProblem::UnknownField { field: field.to_owned(), known: strings(known) })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Misfit {
        Misfit::new(ShapeProblem::UnknownWord { word: word.to_owned(), known: strings(known) })
    }

    fn missing_field(field: &'static str) -> Misfit {
        Misfit::new(ShapeProblem::MissingField { field: field.to_owned() })
    }
}

struct Reader<'a>(&'a Value);

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Number(n) => match (n.as_u64(), n.as_i64(), n.as_f64()) {
                (Some(x), _, _) => visitor.visit_u64(x),
                (_, Some(x), _) => visitor.visit_i64(x),
                (_, _, x) => visitor.visit_f64(x.unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(list) => visitor.visit_seq(List { list, next: 0 }),
            Value::Object(map) => visitor.visit_map(Object::new(map)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(word) => {
                let word: StrDeserializer<Misfit> = word.as_str().into_deserializer();
                visitor.visit_enum(word)
            }
            Value::Object(map) => visitor.visit_enum(MapAccessDeserializer::new(Object::new(map))),
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

struct List<'a> {
    list: &'a [Value],
    next: usize,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(value) = self.list.get(self.next) else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        seed.deserialize(Reader(value)).map(Some).map_err(|e| e.within(Key::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len() - self.next)
    }
}

struct Object<'a> {
    entries: serde_json::map::Iter<'a>,
    current: Option<(&'a String, &'a Value)>,
}

impl<'a> Object<'a> {
    fn new(map: &'a Map<String, Value>) -> Object<'a> {
        Object { entries: map.iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Object<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.current = self.entries.next();
        let Some((key, _)) = self.current else { return Ok(None) };
        let key: StrDeserializer<Misfit> = key.as_str().into_deserializer();
        // An unknown field is reported at the object that it stands in.
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let (key, value) = self.current.expect("serde asks for a value after its key");
        seed.deserialize(Reader(value)).map_err(|e| e.within(Key::Field(key.clone())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}
