"""Names of economies in other languages and scripts, from the translations that pycountry brings (iso-codes)."""

from __future__ import annotations

from collections.abc import Iterator

LANGUAGES: dict[str, str] = {
    "ar": "Arabic", "bn": "Bengali", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French",
    "hi": "Hindi", "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "kk": "Kazakh", "km": "Khmer", "ko": "Korean", "ky": "Kyrgyz", "lo": "Lao", "mn": "Mongolian", "ms": "Malay",
    "my": "Burmese", "ne": "Nepali", "pt": "Portuguese", "ru": "Russian", "ta": "Tamil", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "zh_CN": "Chinese",
    "zh_TW": "Chinese (traditional)",
}  # fmt: skip
"""Locale to language: those of the United Nations and of the economies along the routes the data are about. All 161
that there are would take two seconds to read."""


def names_abroad(iso2_codes: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Names of economies in `LANGUAGES`: code, name, language; a name that is the English one is left out.

    >>> found = set(names_abroad({"CN": "CHN"}))
    >>> ("CHN", "中国", "Chinese") in found, ("CHN", "Китай", "Russian") in found
    (True, True)

    Args:
        iso2_codes: ISO 3166-1 alpha-2 code to the code wanted.
    """
    import gettext

    import pycountry

    texts = [
        (iso2_codes[country.alpha_2], [getattr(country, "common_name", ""), country.name])
        for country in pycountry.countries
        if country.alpha_2 in iso2_codes
    ]
    for locale, language in LANGUAGES.items():
        told = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [locale], fallback=True).gettext
        for code, english in texts:
            for name in filter(None, english):
                if (there := told(name)) != name:
                    yield code, there, language
