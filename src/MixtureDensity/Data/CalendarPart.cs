namespace MixtureDensity;

/// <summary>The part of a date or time that is an input.</summary>
public enum CalendarPart
{
    /// <summary>The number itself: of a time the days since 1970.</summary>
    None,

    /// <summary>The month, from 1 to 12.</summary>
    Month,

    /// <summary>The day of the week, from 0 for Monday to 6.</summary>
    Weekday,

    /// <summary>The hour of the day with its fraction, from 0 to 24.</summary>
    Hour,
}
