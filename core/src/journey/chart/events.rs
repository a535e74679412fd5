//! Names of events: which descriptors a name matches, resolved once to a number.

use std::collections::BTreeMap;

/// The events of a chart as numbers. A name stands for the longest descriptor that is the name
/// itself or a beginning of it that ends at a dot; names that match none are all alike.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventTable {
    /// Descriptor, without a star, to its number; 0 is kept for names that match none.
    numbers: BTreeMap<String, u32>,
}

/// The number of names that only `*` matches.
pub(crate) const OTHER: u32 = 0;

impl EventTable {
    pub(crate) fn new<'a>(descriptors: impl Iterator<Item = &'a str>) -> Self {
        let named = descriptors.filter_map(beginning);
        let mut numbers: BTreeMap<String, u32> = named.map(|name| (name.to_owned(), OTHER)).collect();
        for (number, at) in numbers.values_mut().zip(1..) {
            *number = at;
        }
        Self { numbers }
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len() + 1
    }

    /// The number of a name.
    pub(crate) fn number(&self, name: &str) -> u32 {
        let mut beginning = Some(name);
        while let Some(name) = beginning {
            if let Some(number) = self.numbers.get(name) {
                return *number;
            }
            beginning = name.rsplit_once('.').map(|(beginning, _)| beginning);
        }
        OTHER
    }

    /// The numbers of all names that a descriptor matches.
    pub(crate) fn matched(&self, descriptor: &str) -> Vec<u32> {
        match beginning(descriptor) {
            None => (0..).take(self.len()).collect(),
            Some(wanted) => {
                let matched = self.numbers.iter().filter(|(name, _)| begins_with(name, wanted));
                matched.map(|(_, number)| *number).collect()
            }
        }
    }
}

/// A descriptor without its star; `None` for the one that matches every name.
pub(crate) fn beginning(descriptor: &str) -> Option<&str> {
    if descriptor == "*" {
        return None;
    }
    let name = descriptor.strip_suffix(".*").unwrap_or(descriptor);
    Some(name.strip_suffix('.').unwrap_or(name))
}

/// Whether a name is the wanted one or goes on after it at a dot.
pub(crate) fn begins_with(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether every event that `narrow` matches is matched by `wide`.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    match (beginning(wide), beginning(narrow)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => begins_with(narrow, wide),
    }
}

/// Whether a text can be the name of an event: words between dots.
pub(crate) fn is_name(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '*');
    text.split('.').all(is_word)
}

/// Whether a text can stand for events: a name, a name with `.*` or a dot at its end, or `*`.
pub(crate) fn is_descriptor(text: &str) -> bool {
    beginning(text).is_none_or(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_the_longest_descriptor_that_begins_it() {
        // The example of SCXML 3.12.1: "error" matches "error.send", "error.send.failed" and not "errors.my.custom".
        let table = EventTable::new(["error", "error.send.*", "*"].into_iter());
        let number = |name| table.number(name);
        assert_eq!(number("error.send.failed"), number("error.send"));
        assert_ne!(number("error"), number("error.send"));
        assert_eq!(number("errors.my.custom"), OTHER);
        assert_eq!(table.matched("error"), [number("error"), number("error.send")]);
        assert_eq!(table.matched("*").len(), table.len());
        assert!(covers("error", "error.send") && !covers("error.send", "error") && covers("*", "error"));
        assert!(is_descriptor("a.b.*") && is_descriptor("*") && !is_descriptor("a..b") && !is_name("a b"));
    }
}
