//! JSON Schema -> the few shapes that both languages can say.
//!
//! A keyword that is not understood is an error and never an untyped value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Whether hosts write the document or read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    In,
    Out,
}

/// A type expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    Text,
    Integer,
    Number,
    Boolean,
    Null,
    Anything,
    /// One JSON scalar, as JSON text.
    Constant(String),
    List(Box<Self>),
    Tuple(Vec<Self>),
    Map(Box<Self>),
    Named(String),
    Union(Vec<Self>),
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) required: bool,
    /// The default that the schema states, as JSON text.
    pub(crate) default: Option<String>,
    pub(crate) shape: Shape,
}

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) body: Body,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Object(Vec<Field>),
    /// A name for another shape.
    Alias(Shape),
    /// One of several texts, each with its meaning.
    Words(Vec<(String, String)>),
}

/// The schemas read so far: every definition by name and direction.
#[derive(Debug, Default)]
pub(crate) struct Model {
    schemas: BTreeMap<(String, Direction), Value>,
}

impl Model {
    /// Reads one document's schema with all that it refers to.
    pub(crate) fn read(&mut self, schema: &Value, direction: Direction) -> Result<(), String> {
        let mut root = schema.as_object().cloned().ok_or("the schema is no object")?;
        let title = root.get("title").and_then(Value::as_str).ok_or("the schema has no title")?.to_owned();
        let below = root.remove("$defs").unwrap_or_default();
        for meta in ["$schema", "$id", "title"] {
            root.remove(meta);
        }
        let itself = format!("#/$defs/{title}");
        for (name, schema) in below.as_object().cloned().unwrap_or_default() {
            self.add(&name, direction, &schema, &itself)?;
        }
        self.add(&title, direction, &Value::Object(root), &itself)
    }

    fn add(&mut self, name: &str, direction: Direction, schema: &Value, itself: &str) -> Result<(), String> {
        let schema = point_to(schema, itself);
        match self.schemas.insert((name.to_owned(), direction), schema.clone()) {
            Some(before) if before != schema => Err(format!("two different types are named `{name}`")),
            _ => Ok(()),
        }
    }

    /// All named types, sorted by name.
    pub(crate) fn finish(&self) -> Result<Vec<Type>, String> {
        let split = self.split();
        let mut types = BTreeMap::new();
        for ((name, direction), schema) in &self.schemas {
            let mut reader = Reader { model: self, split: &split, direction: *direction, types: &mut types };
            reader.named(name, schema).map_err(|problem| format!("{name}: {problem}"))?;
        }
        Ok(types.into_values().collect())
    }

    /// Names whose type differs between what is written and what is read, itself or below.
    fn split(&self) -> BTreeSet<String> {
        let both = |name: &String| {
            let one = self.schemas.get(&(name.clone(), Direction::In))?;
            Some((one, self.schemas.get(&(name.clone(), Direction::Out))?))
        };
        let names: BTreeSet<String> = self.schemas.keys().map(|(name, _)| name.clone()).collect();
        let shared: Vec<(&String, _)> = names.iter().filter_map(|name| Some((name, both(name)?))).collect();
        let mut split: BTreeSet<String> =
            shared.iter().filter(|(_, (one, other))| one != other).map(|(name, _)| (*name).clone()).collect();
        loop {
            let more: Vec<String> = shared
                .iter()
                .filter(|(name, (one, _))| {
                    !split.contains(*name) && references(one).iter().any(|to| split.contains(to))
                })
                .map(|(name, _)| (*name).clone())
                .collect();
            if more.is_empty() {
                return split;
            }
            split.extend(more);
        }
    }
}

/// `schema` with `#` replaced by the name of the document.
fn point_to(schema: &Value, itself: &str) -> Value {
    match schema {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| match value {
                    Value::String(to) if key == "$ref" && to == "#" => (key.clone(), Value::from(itself)),
                    value => (key.clone(), point_to(value, itself)),
                })
                .collect(),
        ),
        Value::Array(items) => items.iter().map(|item| point_to(item, itself)).collect(),
        other => other.clone(),
    }
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| match value {
                Value::String(to) if key == "$ref" => to.rsplit('/').next().map(str::to_owned).into_iter().collect(),
                value => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Keywords that narrow a value but not its type in either language.
const NARROWING: &[&str] = &[
    "description",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "default",
    "examples",
    "minProperties",
    "maxProperties",
];

struct Reader<'a> {
    model: &'a Model,
    split: &'a BTreeSet<String>,
    direction: Direction,
    types: &'a mut BTreeMap<String, Type>,
}

impl Reader<'_> {
    /// The name in both languages of the schema `name`.
    fn name(&self, name: &str) -> String {
        let suffix = if self.split.contains(name) && self.direction == Direction::Out { "Report" } else { "" };
        format!("{}{suffix}", name.replace("_for_", "Of"))
    }

    fn named(&mut self, name: &str, schema: &Value) -> Result<(), String> {
        if self.is_inlined(schema)? {
            return Ok(());
        }
        let name = self.name(name);
        let body = self.body(&name, schema)?;
        self.types.insert(name.clone(), Type { name, doc: doc(schema), body });
        Ok(())
    }

    /// Plain scalars have no name in either language: an id is a text.
    fn is_inlined(&self, schema: &Value) -> Result<bool, String> {
        let has = |key: &str| schema.get(key).is_some();
        let scalar = |kind: &Value| kind.as_str().is_some_and(|kind| kind != "object" && kind != "array");
        let scalars = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().all(scalar),
            Some(kind) => scalar(kind),
            None => false,
        };
        Ok(scalars && !has("enum") && !has("const") && !has("oneOf") && !has("anyOf"))
    }

    fn body(&mut self, name: &str, schema: &Value) -> Result<Body, String> {
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            if let Some(words) = words(variants) {
                return Ok(Body::Words(words));
            }
            return self.variants(name, schema, variants).map(Body::Alias);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let words = values.iter().map(|value| (value.as_str().unwrap_or_default().to_owned(), String::new()));
            return Ok(Body::Words(words.collect()));
        }
        if schema.get("properties").is_some() {
            return self.fields(name, schema).map(Body::Object);
        }
        self.shape(name, schema).map(Body::Alias)
    }

    /// A sum tagged `type`: one named object per variant.
    fn variants(&mut self, name: &str, schema: &Value, variants: &[Value]) -> Result<Shape, String> {
        only(schema, &["oneOf"])?;
        let mut shapes = Vec::new();
        for variant in variants {
            let tag = variant["properties"]["type"]["const"].as_str();
            let tag = tag.ok_or_else(|| format!("a sum without the tag `type`: {variant}"))?;
            let name = format!("{name}{}", pascal(tag));
            let body = Body::Object(self.fields(&name, variant)?);
            self.types.insert(name.clone(), Type { name: name.clone(), doc: doc(variant), body });
            shapes.push(Shape::Named(name));
        }
        Ok(Shape::Union(shapes))
    }

    fn fields(&mut self, name: &str, schema: &Value) -> Result<Vec<Field>, String> {
        only(schema, &["type", "properties", "required", "additionalProperties"])?;
        if schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false)) {
            return Err("an object with both fields and free keys".to_owned());
        }
        let empty = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty);
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // The tag first, then the order of the Rust type as far as the schema keeps it.
        let mut order: Vec<&str> = required.clone();
        order.extend(properties.keys().map(String::as_str).filter(|key| !required.contains(key)));
        let mut fields = Vec::new();
        for key in order {
            let property = properties.get(key).ok_or_else(|| format!("`{key}` is required but not described"))?;
            let inner = format!("{name}{}", pascal(key));
            let shape = self.shape(&inner, property).map_err(|problem| format!("{key}: {problem}"))?;
            fields.push(Field {
                name: key.to_owned(),
                doc: doc(property),
                required: required.contains(&key),
                // What is always there needs no default.
                default: property
                    .get("default")
                    .filter(|_| !required.contains(&key))
                    .filter(|default| !default.is_object())
                    .map(Value::to_string),
                shape,
            });
        }
        Ok(fields)
    }

    /// The type expression of a schema; objects and sums within it are named `name`.
    fn shape(&mut self, name: &str, schema: &Value) -> Result<Shape, String> {
        let map = match schema {
            Value::Bool(true) => return Ok(Shape::Anything),
            Value::Object(map) => map,
            other => return Err(format!("no schema: {other}")),
        };
        if let Some(to) = map.get("$ref").and_then(Value::as_str) {
            only(schema, &["$ref"])?;
            return self.reference(to);
        }
        if let Some(constant) = map.get("const") {
            only(schema, &["const", "type"])?;
            return Ok(Shape::Constant(constant.to_string()));
        }
        if let Some(values) = map.get("enum").and_then(Value::as_array) {
            return Ok(Shape::Union(values.iter().map(|value| Shape::Constant(value.to_string())).collect()));
        }
        if let Some(of) = map.get("anyOf").and_then(Value::as_array) {
            only(schema, &["anyOf"])?;
            let shapes: Result<Vec<Shape>, String> = of.iter().map(|one| self.shape(name, one)).collect();
            return shapes.map(union);
        }
        if map.contains_key("oneOf") || map.contains_key("properties") {
            let body = self.body(name, schema)?;
            self.types.insert(name.to_owned(), Type { name: name.to_owned(), doc: doc(schema), body });
            return Ok(Shape::Named(name.to_owned()));
        }
        match map.get("type") {
            None => only(schema, &[]).map(|()| Shape::Anything),
            Some(Value::Array(kinds)) => {
                let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
                let shapes: Result<Vec<Shape>, String> =
                    kinds.iter().map(|kind| self.kind(name, kind, schema)).collect();
                shapes.map(union)
            }
            Some(kind) => self.kind(name, kind.as_str().unwrap_or_default(), schema),
        }
    }

    fn kind(&mut self, name: &str, kind: &str, schema: &Value) -> Result<Shape, String> {
        let scalar = |shape: Shape| only(schema, &["type", "items", "additionalProperties"]).map(|()| shape);
        match kind {
            "string" => scalar(Shape::Text),
            "integer" => scalar(Shape::Integer),
            "number" => scalar(Shape::Number),
            "boolean" => scalar(Shape::Boolean),
            "null" => scalar(Shape::Null),
            "array" => {
                only(schema, &["type", "items", "prefixItems"])?;
                if let Some(items) = schema.get("prefixItems").and_then(Value::as_array) {
                    let shapes: Result<Vec<Shape>, String> = items.iter().map(|item| self.shape(name, item)).collect();
                    return shapes.map(Shape::Tuple);
                }
                let item = schema.get("items").cloned().unwrap_or(Value::Bool(true));
                self.shape(name, &item).map(|item| Shape::List(Box::new(item)))
            }
            "object" => {
                only(schema, &["type", "additionalProperties"])?;
                let value = schema.get("additionalProperties").cloned().unwrap_or(Value::Bool(true));
                self.shape(name, &value).map(|value| Shape::Map(Box::new(value)))
            }
            other => Err(format!("no JSON type `{other}`")),
        }
    }

    fn reference(&mut self, to: &str) -> Result<Shape, String> {
        let name = to.strip_prefix("#/$defs/").ok_or_else(|| format!("a reference out of the document: {to}"))?;
        let schema = self.model.schemas.get(&(name.to_owned(), self.direction));
        let schema = schema.ok_or_else(|| format!("nothing is named `{name}`"))?;
        if self.is_inlined(schema)? { self.shape(name, schema) } else { Ok(Shape::Named(self.name(name))) }
    }
}

/// A union without repetition, `null` last.
fn union(shapes: Vec<Shape>) -> Shape {
    let mut flat: Vec<Shape> = Vec::new();
    for shape in shapes {
        let parts = if let Shape::Union(parts) = shape { parts } else { vec![shape] };
        for part in parts {
            if !flat.contains(&part) {
                flat.push(part);
            }
        }
    }
    flat.sort_by_key(|shape| *shape == Shape::Null);
    if flat.len() == 1 { flat.remove(0) } else { Shape::Union(flat) }
}

/// The texts of an enumeration, when every variant is one.
fn words(variants: &[Value]) -> Option<Vec<(String, String)>> {
    let mut words = Vec::new();
    for variant in variants {
        match (variant.get("const").and_then(Value::as_str), variant.get("enum").and_then(Value::as_array)) {
            (Some(word), _) => words.push((word.to_owned(), doc(variant))),
            (None, Some(values)) => {
                words.extend(values.iter().filter_map(Value::as_str).map(|word| (word.to_owned(), String::new())));
            }
            _ => return None,
        }
    }
    Some(words)
}

/// Refuses keywords other than `known` and those that only narrow.
fn only(schema: &Value, known: &[&str]) -> Result<(), String> {
    let keys = schema.as_object().into_iter().flat_map(Map::keys);
    let unknown: Vec<&String> =
        keys.filter(|key| !known.contains(&key.as_str()) && !NARROWING.contains(&key.as_str())).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("keywords that have no type: {unknown:?}")) }
}

fn doc(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().to_owned()
}

/// `one_of` and `scoring.rule` as parts of a type's name.
pub(crate) fn pascal(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

#[cfg(test)]
pub(crate) mod sample {
    use super::{Body, Field, Shape, Type};

    /// Every shape once.
    pub(crate) fn types() -> Vec<Type> {
        let field = |name: &str, required: bool, default: Option<&str>, shape: Shape| Field {
            name: name.to_owned(),
            doc: format!("The {name}."),
            required,
            default: default.map(str::to_owned),
            shape,
        };
        let card = Body::Object(vec![
            field("id", true, None, Shape::Text),
            field("from", true, None, Shape::Number),
            field("of", false, Some("[]"), Shape::List(Box::new(Shape::Union(vec![Shape::Text, Shape::Null])))),
            field("by", false, None, Shape::Map(Box::new(Shape::Named("Word".to_owned())))),
            field("kind", false, None, Shape::Constant("\"card\"".to_owned())),
            field("pair", false, None, Shape::Tuple(vec![Shape::Integer, Shape::Anything])),
        ]);
        let words = Body::Words(vec![("a".to_owned(), "First.".to_owned()), ("b".to_owned(), String::new())]);
        vec![
            Type { name: "Card".to_owned(), doc: "A card.\n\nWith two lines.".to_owned(), body: card },
            Type { name: "Word".to_owned(), doc: "A word.".to_owned(), body: words },
        ]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn types(documents: &[(Value, Direction)]) -> Result<Vec<Type>, String> {
        let mut model = Model::default();
        for (schema, direction) in documents {
            model.read(schema, *direction)?;
        }
        model.finish()
    }

    fn one(schema: Value) -> Result<Vec<Type>, String> {
        types(&[(schema, Direction::In)])
    }

    #[test]
    fn a_scalar_is_inlined_and_an_object_is_named() {
        let found = one(json!({
            "title": "Card", "type": "object", "required": ["id"], "additionalProperties": false,
            "properties": {"id": {"$ref": "#/$defs/Id", "description": "Who."}, "next": {"$ref": "#", "default": null},
                "inner": {"anyOf": [{"$ref": "#/$defs/Id"}, {"type": "null"}]}},
            "$defs": {"Id": {"type": "string", "minLength": 1}},
        }))
        .unwrap();
        assert_eq!(found.len(), 1);
        let Body::Object(fields) = &found[0].body else { panic!("no object") };
        let shapes: Vec<(&str, bool, &Shape)> =
            fields.iter().map(|field| (field.name.as_str(), field.required, &field.shape)).collect();
        let inner = Shape::Union(vec![Shape::Text, Shape::Null]);
        let expected =
            [("id", true, &Shape::Text), ("inner", false, &inner), ("next", false, &Shape::Named("Card".to_owned()))];
        assert_eq!(shapes, expected);
        assert_eq!(fields[0].doc, "Who.");
    }

    #[test]
    fn a_tagged_sum_is_a_union_of_named_objects() {
        let found = one(json!({"title": "Test", "oneOf": [
            {"type": "object", "required": ["type"], "properties": {"type": {"type": "string", "const": "one_of"}}},
            {"type": "object", "required": ["type", "of"], "properties": {"type": {"const": "not"}, "of": {"$ref": "#"}}},
        ]}))
        .unwrap();
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Test", "TestNot", "TestOneOf"]);
        let variants = ["TestOneOf", "TestNot"].map(|name| Shape::Named(name.to_owned()));
        assert_eq!(found[0].body, Body::Alias(Shape::Union(variants.to_vec())));
    }

    #[test]
    fn a_type_that_differs_by_direction_has_two_names() {
        let card = |title: &str, inner: Value| {
            json!({"title": title, "type": "object", "properties": {"x": {"$ref": "#/$defs/Outer"}},
                "$defs": {"Outer": {"type": "object", "properties": {"y": {"$ref": "#/$defs/Inner"}}}, "Inner": inner}})
        };
        let (narrow, wide) = (
            json!({"type": "object", "properties": {"z": {"type": "integer"}}}),
            json!({"type": "object", "properties": {"z": {"type": "string"}}}),
        );
        let same = types(&[(card("A", narrow.clone()), Direction::In), (card("B", narrow.clone()), Direction::Out)]);
        let names = |types: Vec<Type>| types.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(same.unwrap()), ["A", "B", "Inner", "Outer"]);
        let other = types(&[(card("A", narrow.clone()), Direction::In), (card("B", wide.clone()), Direction::Out)]);
        assert_eq!(names(other.unwrap()), ["A", "B", "Inner", "InnerReport", "Outer", "OuterReport"]);
        let clash = types(&[(card("A", narrow), Direction::In), (card("B", wide), Direction::In)]);
        assert!(clash.unwrap_err().contains("two different types are named `Inner`"));
    }

    #[test]
    fn what_has_no_type_is_refused() {
        for schema in [
            json!({"title": "T", "allOf": [{"type": "object"}]}),
            json!({"title": "T", "oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}}]}),
            json!({"title": "T", "type": "object", "properties": {"a": {"not": {}}}}),
            json!({"title": "T", "type": "object", "properties": {"a": {"$ref": "#/$defs/Gone"}}}),
            json!({"title": "T", "type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": true}),
        ] {
            assert!(one(schema.clone()).is_err(), "{schema}");
        }
    }
}
