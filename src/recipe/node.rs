//! Groups, conditions and steps out of any serde format. By hand, because `untagged` and `flatten` keep neither the place nor the cause
//! of an error, and a file that people write needs both.

use super::rules::{Condition, Group, Node, Quantifier, Scalar};
use super::workbook::{Step, StepKind};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// The error texts that stand for a shape which serde has no word for; `shape` turns them into values.
pub(super) const CONDITION_AND_GROUP: &str = "a condition and a group at once";
pub(super) const TWO_QUANTIFIERS: &str = "more than one of all, any and none";

const GROUP_FIELDS: [&str; 4] = ["all", "any", "none", "muted"];

/// The word that says which parameters a step has.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Rules,
    Tiers,
    Matrix,
    Rfm,
    Lifecycle,
    Scorecard,
    Formula,
    Playbook,
}

/// A map of which the first keys have been read: gives back the key that was read too far, then the rest.
struct Rest<A> {
    key: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

fn quantifier(key: &str) -> Option<Quantifier> {
    match key {
        "all" => Some(Quantifier::All),
        "any" => Some(Quantifier::Any),
        "none" => Some(Quantifier::None),
        _ => None,
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("struct Node: a condition, or a group")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut muted = false;
        let mut group: Option<(Quantifier, Vec<Node>)> = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "muted" {
                muted = map.next_value()?;
            } else if let Some(quantifier) = quantifier(&key) {
                if group.is_some() {
                    return Err(de::Error::custom(TWO_QUANTIFIERS));
                }
                group = Some((quantifier, map.next_value()?));
            } else if group.is_some() {
                let condition = CONDITION_FIELDS.contains(&key.as_str());
                return Err(if condition { de::Error::custom(CONDITION_AND_GROUP) } else { de::Error::unknown_field(&key, &GROUP_FIELDS) });
            } else {
                let rest = Rest { key: Some(key), map };
                let mut condition = Condition::deserialize(MapAccessDeserializer::new(rest))?;
                condition.muted |= muted;
                return Ok(Node::Condition(condition));
            }
        }
        match group {
            Some((quantifier, nodes)) => Ok(Node::Group(Group { quantifier, nodes, muted })),
            None => Err(de::Error::missing_field("column")),
        }
    }
}

const CONDITION_FIELDS: [&str; 8] = ["column", "op", "value", "to", "values", "other", "unit", "match_case"];

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_map(NodeVisitor)
    }
}

struct GroupVisitor;

impl<'de> Visitor<'de> for GroupVisitor {
    type Value = Group;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("struct Group: all, any or none with a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Group, A::Error> {
        let mut muted = false;
        let mut group: Option<(Quantifier, Vec<Node>)> = None;
        while let Some(key) = map.next_key::<String>()? {
            match quantifier(&key) {
                Some(_) if group.is_some() => return Err(de::Error::custom(TWO_QUANTIFIERS)),
                Some(quantifier) => group = Some((quantifier, map.next_value()?)),
                None if key == "muted" => muted = map.next_value()?,
                None => return Err(de::Error::unknown_field(&key, &GROUP_FIELDS)),
            }
        }
        let (quantifier, nodes) = group.ok_or_else(|| de::Error::missing_field("all"))?;
        Ok(Group { quantifier, nodes, muted })
    }
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Group, D::Error> {
        deserializer.deserialize_map(GroupVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("struct Step")
    }

    // `kind` must come before the parameters. What this crate writes has it so, and `file::read` brings it forward.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Step, A::Error> {
        let mut name: Option<String> = None;
        let mut muted = false;
        let mut kind: Option<Kind> = None;
        let mut first = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" => name = Some(map.next_value()?),
                "muted" => muted = map.next_value()?,
                "kind" => kind = Some(map.next_value()?),
                _ => {
                    first = Some(key);
                    break;
                }
            }
        }
        let name = name.ok_or_else(|| de::Error::missing_field("name"))?;
        let kind = kind.ok_or_else(|| de::Error::missing_field("kind"))?;
        let rest = MapAccessDeserializer::new(Rest { key: first, map });
        let kind = match kind {
            Kind::Rules => StepKind::Rules(Deserialize::deserialize(rest)?),
            Kind::Tiers => StepKind::Tiers(Deserialize::deserialize(rest)?),
            Kind::Matrix => StepKind::Matrix(Deserialize::deserialize(rest)?),
            Kind::Rfm => StepKind::Rfm(Deserialize::deserialize(rest)?),
            Kind::Lifecycle => StepKind::Lifecycle(Deserialize::deserialize(rest)?),
            Kind::Scorecard => StepKind::Scorecard(Deserialize::deserialize(rest)?),
            Kind::Playbook => StepKind::Playbook(Deserialize::deserialize(rest)?),
            Kind::Formula => StepKind::Formula(Deserialize::deserialize(rest)?),
        };
        Ok(Step { name, muted, kind })
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Step, D::Error> {
        deserializer.deserialize_map(StepVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number or a text")
    }

    fn visit_f64<E: de::Error>(self, x: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(x))
    }

    fn visit_i64<E: de::Error>(self, x: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(x as f64))
    }

    fn visit_u64<E: de::Error>(self, x: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(x as f64))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // `12`, as a person would write it, not `12.0`.
            Scalar::Number(x) if x.fract() == 0.0 && x.abs() < 9_007_199_254_740_992.0 => serializer.serialize_i64(*x as i64),
            Scalar::Number(x) if x.is_finite() => serializer.serialize_f64(*x),
            // JSON has no such number; as text it comes back as a value that lint names.
            Scalar::Number(x) => serializer.collect_str(x),
            Scalar::Text(text) => serializer.serialize_str(text),
        }
    }
}
