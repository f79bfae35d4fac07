//! Values of options that are chosen by name.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// The name of a value, its help text, and the value.
pub(crate) type Choice<T> = (&'static str, &'static str, T);

/// Returns a parser that accepts the names of a list of choices.
pub(crate) fn one_of<T>(choices: &'static [Choice<T>]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    let names = choices.iter().map(|(name, help, _)| PossibleValue::new(*name).help(*help));
    PossibleValuesParser::new(names).map(move |given| {
        let choice = choices.iter().find(|(name, ..)| *name == given);
        choice.map(|(.., value)| *value).expect("the parser accepts only these names")
    })
}
