"""What may stand in an export that nobody expects there? Numbers, texts, times, addresses, paths, names and bytes."""

# What follows this character in a text is written into a JSON file without quotes: json.dumps() knows no such numbers.
AS_IT_IS = "\ue001"

NUMBERS = (
    0, -1, 1, 2, 0.5, -0.0, 45, 100, 101, 1e9, 1e15, -1e15, 1e18, 1e22, 1e100, 1e308, 5e-324, 1772442000,
    1772442000000, 1772442000000000, 1772442000000000000, 253402300800, -62135596800000, 2**31, 2**63, 2**64, 10**30,
    float("nan"), float("inf"), float("-inf"), AS_IT_IS + "1e999", AS_IT_IS + "-0", AS_IT_IS + "9" * 4299,
    AS_IT_IS + "9" * 5000, AS_IT_IS + "01", AS_IT_IS + ".5", AS_IT_IS + "1E+2", AS_IT_IS + "0x1F",
)  # fmt: skip
NOTHING: tuple[object, ...] = (
    None, None, "", " ", "NA", "N/A", "#N/A", "null", "NaN", "-", "\u00a0", [], {}, False, True,
)  # fmt: skip
TEXTS = (
    "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202e\u0645\u0631\u062d\u0628\u0627", "\U0001f600" * 3, "e\u0301",
    "\ufeff", "\u200b", "\u200bk-1\u200b", "\r\n", "\x85\u2028", "<b>x</b>", "=1+1", "'-36'", "\\", '"', "\\u0000",
    "{", "[]", "null ", "\uff11\uff12", "\u0663\u0664", "\u00b2", "\u2460", "x" * 299, "x" * 301, "y" * 1_001,
    "z" * 2_001, "w" * 20_000, "k-1", "k-1|nia@example.com", "|", "auditor:x", "up-1", "1.77789E+11", "########",
    "#REF!", "1_0", "1,000", "1.000,5", "85%", "85,5", "85 / 100", "1 / 0", "0/0", "5 of", "1e400", "-1e-400", "inf",
    "+", "--1", "%", "1" * 4_400,
)  # fmt: skip
TIMES = (
    "2026-03-02T09:00:00Z", "2026-03-02T09:00:00+02:00", "2026-03-02 09:00", "2026-02-30", "31/02/2026", "04/05/2026",
    "13/05/2026 9:00 PM", "05.13.2026", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "1970-01-01T00:00:00-14:00", "9999-12-31T23:59:59.999999-14:00", "2026-03-02T24:00:00Z", "2026-03-02T09:00:60Z",
    "2026-03-02T09:00:00+99:99", "2026-W10-1", "2026-061", "20260302T090000Z", "20260302", "March 2, 2026",
    "2 Mar 26", "Mon, 02 Mar 2026 09:00:00 GMT", "1772442000.123456", "1772442000,5", "-1772442000",
    "\u0661\u0667\u0667\u0662\u0664\u0664\u0662\u0660\u0660\u0660", "0:45", "0:99", "99999:00", "-0:01", "PT",
    "PT45S", "P1DT2H", "P99999999999D", "PT1e5S", "2 min 34 s", "1 fortnight", "9" * 30 + " s", "2200-01-01",
    "1969-12-31", "2199-12-31T23:59:59.9999999999Z", "12/31/1899", "2026-03-02T09:00:00[Europe/Berlin]", "now", "T",
    "Z", "::", "-",
)  # fmt: skip
ADDRESSES = (
    "nia@example.com", "NIA@EXAMPLE.COM ", "Nia <nia@example.com>", "mailto:nia@example.com", "nia@@example.com",
    "nia@", "@example.com", "nia@example.com.", "a@b.example, c@d.example", "<>", "< nia@example.com",
    "nia\u200b@example.com", "n\u00efa@ex\u00e4mple.com", "x" * 320 + "@example.com",
    "mailto:mailto:<nia@example.com>", '"N, N" <nia@example.com>', "nia@[::1]", "nia@example.com\n", "a@b",
    "\uff4e\uff49\uff41@example.com", "olu@example.com",
)  # fmt: skip
PATHS = (
    "/x", "../../../etc/passwd", "/dev/zero", "/proc/self/mem", "s3://", "s3://b/k.json", "https://[",
    "https://[::1/x", "https://a/%", "%00", "%zz", "%C3%28.json", "C:\\x\\k-1.json", "\\\\server\\x", "//", "~", ".",
    "..", "file:///x", "a" * 300 + "/b", "k-1.json?x=%2F..%2F", "https://a:99999/x.json", "http://a\u2100b/x",
    "chats/\ud800.json", "chats/k\0.json", "x/" * 2_000, "https://\u3002/k.json",
)  # fmt: skip
ODD: tuple[tuple[object, ...], ...] = (NUMBERS, NOTHING, TEXTS, TIMES, ADDRESSES, PATHS)
WORDS = ("YES", "No", "Not Applicable", "AGENT", "END_USER", "ivr", "voice", "en-US", "de", "POSITIVE", "1", "true")
NAMES = (
    "{name}", "2026-05-04 {name}", "04-05-2026_{name}", "32-13-2026 {name}", "page-0099.json", "page-\u0663.json",
    "page-\u00b2.json", "9" * 200 + ".json", "20260504T999999 {name}", "4 May 2026 page 10 {name}", "{name}.txt",
    ".{name}.json", "no ending", "ct-1_analysis_2026-03-02T09_00_00Z.json", "x_analysis_99999999T999999.json",
    "\u202e{name}", "e\u0301\U0001f600.json", "a\nb\t{name}", "{name}.gz", "{name}.zip", "{name}.xlsx",
    "sample {name}", "-{name}", "\udcff{name}", "%2e%2e {name}", "K-1.JSON", "1.json",
)  # fmt: skip
ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp437", "shift_jis", "utf-7",
)  # fmt: skip
BYTES = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n",
    b'"', b"\\", b"\\u", b"\\ud800", b"{", b"}", b"[", b"]", b",", b":", b"/*", b"//", b"'", b"NaN", b"\x1a", b"\x80",
    b"1e9",
)  # fmt: skip
MEMBER_NAMES = (
    "{name}", "../{name}", "/{name}", "a/../../{name}", "C:\\{name}", "", "\0", "x" * 5_000, "\ud800.json",
    "__MACOSX/._{name}", "folder/", "{name}.zip", "\u202e{name}", "a\\b\\{name}",
)  # fmt: skip
