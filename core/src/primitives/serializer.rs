//! The serialiser behind canonical JSON: one pass from a value to its text.
//!
//! serde_json writes `null` for a NaN that stands inside a list or an object; a fingerprint over
//! that would hide the mistake, so this one refuses it.

use std::fmt::{self, Write as _};

use serde::Serialize;
use serde::ser::{
    self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

use super::limits;
use super::writer::{Escaped, Writer};

/// Why a value has no canonical text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    NotFinite,
    /// A key that is no text, or an error of the value's own.
    Bug,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Refusal {}

impl ser::Error for Refusal {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Bug
    }
}

/// Whole numbers under it are doubles without loss, and ECMAScript writes them as they are.
const WHOLE: f64 = 9_007_199_254_740_992.0;

type Written = Result<(), Refusal>;

macro_rules! as_integer {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Written {
            self.serialize_i64(value.into())
        })*
    };
}

impl Writer {
    /// Opens the object of one member that stands for a variant with data.
    fn variant(&mut self, name: &str) {
        self.out.push('{');
        self.text(name);
        self.out.push(':');
    }

    fn list(&mut self, closing: &'static str) -> List<'_> {
        self.out.push('[');
        List { start: self.out.len(), writer: self, closing }
    }

    fn object(&mut self, closing: &'static str) -> Object<'_> {
        self.out.push('{');
        Object { first: self.members(), writer: self, closing }
    }
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Object<'a>;

    as_integer! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
    }

    fn serialize_bool(self, value: bool) -> Written {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    /// Whole numbers that a double holds exactly as they are, all others as the double that ECMAScript writes.
    #[expect(clippy::cast_precision_loss, reason = "RFC 8785 writes every number as the nearest double")]
    fn serialize_i64(self, value: i64) -> Written {
        if value.unsigned_abs() > limits::SAFE_INTEGER.unsigned_abs() {
            return self.serialize_f64(value as f64);
        }
        write!(self.out, "{value}").map_err(|_| Refusal::Bug)
    }

    #[expect(clippy::cast_precision_loss, reason = "RFC 8785 writes every number as the nearest double")]
    fn serialize_u64(self, value: u64) -> Written {
        match i64::try_from(value) {
            Ok(value) => self.serialize_i64(value),
            Err(_) => self.serialize_f64(value as f64),
        }
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }

    /// Most numbers of a report are whole, and those are written faster.
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and within 2^53")]
    fn serialize_f64(self, value: f64) -> Written {
        if !value.is_finite() {
            return Err(Refusal::NotFinite);
        }
        if value.abs() < WHOLE && value.trunc() == value {
            return self.serialize_i64(value as i64);
        }
        self.out.push_str(ryu_js::Buffer::new().format_finite(value));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        self.text(value);
        Ok(())
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Written {
        self.out.push('"');
        write!(Escaped(&mut self.out), "{value}").map_err(|_| Refusal::Bug)?;
        self.out.push('"');
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        value.serialize(self)
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.out.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Refusal> {
        Ok(self.list("]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>, Refusal> {
        Ok(self.list("]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, Refusal> {
        Ok(self.list("]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'a>, Refusal> {
        self.variant(variant);
        Ok(self.list("]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<'a>, Refusal> {
        Ok(self.object("}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<'a>, Refusal> {
        Ok(self.object("}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object<'a>, Refusal> {
        self.variant(variant);
        Ok(self.object("}}"))
    }
}

/// A list that is being written.
pub(super) struct List<'a> {
    writer: &'a mut Writer,
    start: usize,
    closing: &'static str,
}

macro_rules! items {
    ($($trait:ident: $method:ident),* $(,)?) => {$(
        impl $trait for List<'_> {
            type Ok = ();
            type Error = Refusal;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                if self.writer.out.len() > self.start {
                    self.writer.out.push(',');
                }
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Written {
                self.writer.out.push_str(self.closing);
                Ok(())
            }
        }
    )*};
}

items! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

/// An object that is being written.
pub(super) struct Object<'a> {
    writer: &'a mut Writer,
    /// Where its members start among those of all open objects.
    first: usize,
    closing: &'static str,
}

impl Object<'_> {
    /// A member whose key is a text.
    fn named<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Written {
        let writer = &mut *self.writer;
        if writer.members() > self.first {
            writer.out.push(',');
        }
        writer.key(key);
        value.serialize(&mut *writer)?;
        writer.complete();
        Ok(())
    }
}

impl SerializeMap for Object<'_> {
    type Ok = ();
    type Error = Refusal;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        let writer = &mut *self.writer;
        if writer.members() > self.first {
            writer.out.push(',');
        }
        let start = writer.out.len();
        key.serialize(&mut *writer)?;
        match writer.out.as_bytes().get(start) {
            Some(b'"') => {}
            // Whole numbers and truth values are keys as text.
            Some(b'-' | b'0'..=b'9' | b't' | b'f') => {
                writer.out.insert(start, '"');
                writer.out.push('"');
            }
            _ => return Err(Refusal::Bug),
        }
        writer.member(start);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)?;
        self.writer.complete();
        Ok(())
    }

    fn end(self) -> Written {
        self.writer.sort(self.first);
        self.writer.out.push_str(self.closing);
        Ok(())
    }
}

macro_rules! fields {
    ($($trait:ident),*) => {$(
        impl $trait for Object<'_> {
            type Ok = ();
            type Error = Refusal;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
                self.named(key, value)
            }

            fn end(self) -> Written {
                SerializeMap::end(self)
            }
        }
    )*};
}

fields!(SerializeStruct, SerializeStructVariant);
