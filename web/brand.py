"""The tenant's look on pages: a third style sheet with four colours, and the logo."""

from pathlib import Path

from tenants import Brand, TenantConfig


def brand_css(brand: Brand) -> str:
    """Write the style sheet of a brand; it touches nothing but the four colours of the tenant."""
    light, dark = brand.light, brand.dark
    return (
        "@layer tokens {\n  :root {\n"
        f"    --tenant-brand: {_both(light.brand, dark.brand)};\n"
        f"    --tenant-on-brand: {_both(light.on_brand, dark.on_brand)};\n"
        f"    --tenant-link: {_both(light.link, dark.link)};\n"
        f"    --tenant-tint: {_both(light.tint, dark.tint)};\n"
        "  }\n}\n"
    )


def find_logo(tenants_dir: Path, config: TenantConfig) -> bytes | None:
    """Give the tenant's logo; None where its file is gone."""
    path = tenants_dir / config.slug / config.brand.logo
    return path.read_bytes() if path.is_file() else None


def _both(light: str, dark: str) -> str:
    return light if light == dark else f"light-dark({light}, {dark})"
