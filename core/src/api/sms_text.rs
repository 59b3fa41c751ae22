//! A rendered text, held to what an SMS can be.

use super::code::Code;
use super::problem::Problem;
use crate::count::{self, Encoding};
use crate::template::{MergeField, Rendered};

/// A text that can be sent, and how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsText {
    /// The text.
    pub text: String,
    /// How it is encoded.
    pub encoding: Encoding,
    /// How many messages it takes.
    pub segments: u32,
}

impl SmsText {
    /// Most messages of one SMS (3GPP TS 23.040: the number of a part is a byte).
    pub const LIMIT: u32 = 255;

    /// What was rendered, if it can be sent.
    ///
    /// # Errors
    /// `blank-fields`, unless blanks are allowed; `empty-text`; `text-too-long`.
    pub fn of(rendered: Rendered, allow_blank_fields: bool) -> Result<SmsText, Problem> {
        let blank = rendered.blank();
        if !blank.is_empty() && !allow_blank_fields {
            let labels: Vec<&str> = blank.iter().map(|field| field.label()).collect();
            let why = [
                "Blank: ",
                &labels.join(", "),
                ". Give a default, as in <%=FirstName|there%>, or set allowBlankFields.",
            ];
            let mut problem = Problem::new(Code::BlankFields).about("text");
            problem = problem.because(why.concat());
            problem.blank_fields = blank
                .into_iter()
                .map(MergeField::name)
                .map(str::to_owned)
                .collect();
            return Err(problem);
        }
        if rendered.text.trim().is_empty() {
            return Err(Problem::new(Code::EmptyText).about("text"));
        }
        let count = count::count(&rendered.text);
        if count.too_long() {
            let messages = count.segments().to_string();
            let why = ["It takes ", &messages, " messages; 255 is the most."].concat();
            let problem = Problem::new(Code::TextTooLong).about("text");
            return Err(problem.because(why).over(SmsText::LIMIT));
        }
        Ok(SmsText {
            encoding: count.encoding(),
            segments: u32::try_from(count.segments()).unwrap_or(u32::MAX),
            text: rendered.text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Fields, RelatedObject, Template};

    fn rendered(text: &str) -> Rendered {
        let template = Template::parse(text, RelatedObject::Lead).unwrap();
        template.render(&Fields::new())
    }

    #[test]
    fn a_text_that_can_be_sent_is_counted() {
        let text = SmsText::of(rendered("Hi <%=FirstName|there%> €"), false).unwrap();
        assert_eq!(text.text, "Hi there €");
        assert_eq!((text.encoding, text.segments), (Encoding::Gsm7, 1));
        let most = SmsText::of(rendered(&"x".repeat(153 * 255)), false).unwrap();
        assert_eq!(most.segments, SmsText::LIMIT);
    }

    #[test]
    fn a_blank_field_is_never_sent_unknowingly() {
        let text = "Hi <%=FirstName%><%=LastName%><%=FirstName%>";
        let why = SmsText::of(rendered(text), false).unwrap_err();
        assert_eq!(why.code, Code::BlankFields);
        assert_eq!(why.blank_fields, ["FirstName", "LastName"]);
        assert_eq!(
            why.detail.as_deref(),
            Some(
                "Blank: First Name, Last Name. Give a default, as in <%=FirstName|there%>, or set allowBlankFields."
            )
        );
        assert_eq!(SmsText::of(rendered(text), true).unwrap().text, "Hi ");
    }

    #[test]
    fn nothing_and_too_much_are_no_sms() {
        for text in ["", " \n", "<%=FirstName%>"] {
            let why = SmsText::of(rendered(text), true).unwrap_err();
            assert_eq!(why.code, Code::EmptyText, "{text:?}");
        }
        let why = SmsText::of(rendered(&"x".repeat(153 * 255 + 1)), false).unwrap_err();
        assert_eq!((why.code, why.limit), (Code::TextTooLong, Some(255)));
        assert_eq!(
            why.detail.as_deref(),
            Some("It takes 256 messages; 255 is the most.")
        );
    }
}
