#ifndef CORE_NOTIFY_CALENDAR_TEXT_H
#define CORE_NOTIFY_CALENDAR_TEXT_H

struct buffer;

/*
 * iCalendar text (RFC 5545). A content line is a name and a value; the value is escaped where it is
 * text, the line is folded at 75 octets, never within a character, and ends with CRLF.
 */
void calendar_line(struct buffer *out, const char *name, const char *value);
void calendar_text_line(struct buffer *out, const char *name, const char *text);

#endif
