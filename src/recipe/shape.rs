//! Reads any value out of parsed JSON and says, as a value, what does not fit and on which path. serde_json's own reader gives an English
//! sentence and, inside buffered parts, no place.

use super::error::{Shape, ShapeProblem};
use super::node::{CONDITION_AND_GROUP, TWO_QUANTIFIERS};
use crate::wire::MARK;
use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
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
pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Box<Misfit>> {
    T::deserialize(Reader { value, marked: false }).map_err(|mut misfit| {
        misfit.path.reverse();
        misfit
    })
}

/// Reads what [`crate::wire`] wrote, where a mark tells numbers that JSON lacks from text.
pub(crate) fn read_marked<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    T::deserialize(Reader { value: &value, marked: true }).map_err(|mut misfit| {
        misfit.path.reverse();
        format!("{misfit} at {:?}", misfit.path)
    })
}

impl Misfit {
    fn new(problem: ShapeProblem) -> Box<Misfit> {
        Box::new(Misfit { path: Vec::new(), problem })
    }

    /// Collected inside out; [`read`] turns it round.
    fn within(mut self: Box<Self>, key: Key) -> Box<Misfit> {
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

// Boxed: a result is then hardly larger than what it holds, in every function that hands one on.
impl de::Error for Box<Misfit> {
    fn custom<T: fmt::Display>(message: T) -> Box<Misfit> {
        let message = message.to_string();
        Misfit::new(match message.as_str() {
            CONDITION_AND_GROUP => ShapeProblem::ConditionAndGroup,
            TWO_QUANTIFIERS => ShapeProblem::TwoQuantifiers,
            _ => ShapeProblem::Other { message },
        })
    }

    fn invalid_type(found: Unexpected, wanted: &dyn Expected) -> Box<Misfit> {
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

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Box<Misfit> {
        Misfit::new(ShapeProblem::UnknownField { field: field.to_owned(), known: strings(known) })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Box<Misfit> {
        Misfit::new(ShapeProblem::UnknownWord { word: word.to_owned(), known: strings(known) })
    }

    fn missing_field(field: &'static str) -> Box<Misfit> {
        Misfit::new(ShapeProblem::MissingField { field: field.to_owned() })
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    value: &'a Value,
    marked: bool,
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Box<Misfit>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Number(n) => match (n.as_u64(), n.as_i64(), n.as_f64()) {
                (Some(x), _, _) => visitor.visit_u64(x),
                (_, Some(x), _) => visitor.visit_i64(x),
                (_, _, x) => visitor.visit_f64(x.unwrap_or(f64::NAN)),
            },
            Value::String(text) => match text.strip_prefix(MARK).filter(|_| self.marked) {
                // A number that JSON lacks, or a text that begins with a mark of its own.
                Some(marked) if !marked.starts_with(MARK) => visitor.visit_f64(marked.parse().unwrap_or(f64::NAN)),
                Some(text) => visitor.visit_str(text),
                None => visitor.visit_str(text),
            },
            Value::Array(list) => visitor.visit_seq(List { list, next: 0, marked: self.marked }),
            Value::Object(map) => visitor.visit_map(Object::new(map, self.marked)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Box<Misfit>> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Box<Misfit>> {
        let variant = match self.value {
            Value::String(word) => Some((word, None)),
            Value::Object(map) => map.iter().next().map(|(word, value)| (word, Some(value))),
            _ => None,
        };
        match variant {
            Some((word, value)) => visitor.visit_enum(Variant { word, value, marked: self.marked }),
            None => Err(self.unlike(&visitor)),
        }
    }

    // Each asks its visitor for the one shape that fits: what is not asked for is not compiled, a struct out of a list above all.

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Box<Misfit>> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        match self.value {
            Value::Object(map) => visitor.visit_map(Object::new(map, self.marked)),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        match self.value {
            Value::Array(list) => visitor.visit_seq(List { list, next: 0, marked: self.marked }),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Box<Misfit>> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Box<Misfit>> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        match self.value {
            Value::Bool(b) => visitor.visit_bool(*b),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misfit>> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct identifier
    }
}

impl Reader<'_> {
    /// That the value is none of what was wanted.
    #[inline(never)]
    fn unlike(self, wanted: &dyn Expected) -> Box<Misfit> {
        let found = match self.value {
            Value::Null => Unexpected::Unit,
            Value::Bool(b) => Unexpected::Bool(*b),
            Value::Number(n) => Unexpected::Float(n.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        de::Error::invalid_type(found, wanted)
    }
}

/// A variant by its word, with what it holds.
struct Variant<'a> {
    word: &'a String,
    value: Option<&'a Value>,
    marked: bool,
}

impl<'a> Variant<'a> {
    fn within(&self, misfit: Box<Misfit>) -> Box<Misfit> {
        misfit.within(Key::Field(self.word.clone()))
    }

    /// What it holds.
    fn held(&self, wanted: &str) -> Result<Reader<'a>, Box<Misfit>> {
        match self.value {
            Some(value) => Ok(Reader { value, marked: self.marked }),
            None => Err(de::Error::invalid_type(Unexpected::UnitVariant, &wanted)),
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Box<Misfit>;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Box<Misfit>> {
        let word: StrDeserializer<Box<Misfit>> = self.word.as_str().into_deserializer();
        // An unknown word is reported at the value that it stands in.
        seed.deserialize(word).map(|variant| (variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Box<Misfit>;

    fn unit_variant(self) -> Result<(), Box<Misfit>> {
        match self.held("") {
            Ok(value) if !value.value.is_null() => Err(self.within(value.unlike(&"unit"))),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Box<Misfit>> {
        seed.deserialize(self.held("newtype variant")?).map_err(|e| self.within(e))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Box<Misfit>> {
        self.held("tuple variant")?.deserialize_seq(visitor).map_err(|e| self.within(e))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Box<Misfit>> {
        self.held("struct variant")?.deserialize_map(visitor).map_err(|e| self.within(e))
    }
}

struct List<'a> {
    list: &'a [Value],
    next: usize,
    marked: bool,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Box<Misfit>;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Box<Misfit>> {
        let Some(value) = self.list.get(self.next) else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        seed.deserialize(Reader { value, marked: self.marked }).map(Some).map_err(|e| e.within(Key::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len() - self.next)
    }
}

struct Object<'a> {
    entries: serde_json::map::Iter<'a>,
    current: Option<(&'a String, &'a Value)>,
    marked: bool,
}

impl<'a> Object<'a> {
    fn new(map: &'a Map<String, Value>, marked: bool) -> Object<'a> {
        Object { entries: map.iter(), current: None, marked }
    }
}

impl<'de> MapAccess<'de> for Object<'_> {
    type Error = Box<Misfit>;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Box<Misfit>> {
        self.current = self.entries.next();
        let Some((key, _)) = self.current else { return Ok(None) };
        let key: StrDeserializer<Box<Misfit>> = key.as_str().into_deserializer();
        // An unknown field is reported at the object that it stands in.
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Box<Misfit>> {
        let (key, value) = self.current.expect("serde asks for a value after its key");
        seed.deserialize(Reader { value, marked: self.marked }).map_err(|e| e.within(Key::Field(key.clone())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}
